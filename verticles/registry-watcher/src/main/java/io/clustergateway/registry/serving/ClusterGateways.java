package io.clustergateway.registry.serving;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.registry.secrets.Entry;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code clustergateways}: every member by name, broken ones with their fault as their health. */
final class ClusterGateways implements ServedResource {
    private static final List<Column> COLUMNS = List.of(
            Column.name("the name of the cluster"),
            Column.text("Provider", "the cluster provider type", 0),
            Column.text("Credential-Type", "the credential type", 0),
            Column.text("Endpoint-Type", "the endpoint type", 0),
            Column.text("Healthy", "True, False, Unknown, or Offline when it is switched off", 0),
            Column.text("Reason", "why it is not healthy, or switched off", 1));

    private final boolean exposeCredentials;

    ClusterGateways(boolean exposeCredentials) {
        this.exposeCredentials = exposeCredentials;
    }

    @Override
    public String kind() {
        return "ClusterGateway";
    }

    @Override
    public String plural() {
        return "clustergateways";
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<ServedObject> all(Snapshot snapshot) {
        return snapshot.entries().values().stream()
                .sorted(Comparator.comparing(Entry::name))
                .map(this::served)
                .toList();
    }

    @Override
    public Optional<ServedObject> find(Snapshot snapshot, String name) {
        return Optional.ofNullable(snapshot.entries().get(name)).map(this::served);
    }

    private ServedObject served(Entry entry) {
        return new ServedObject(
                entry.name(), entry.resourceVersion(), entry.labels(), () -> json(entry), () -> cells(entry));
    }

    private JsonObject json(Entry entry) {
        return new JsonObject()
                .put("kind", kind())
                .put("apiVersion", API_VERSION)
                .put("metadata", ServedMetadata.of(entry, entry.labels()).json())
                .put("spec", new JsonObject().put("provider", entry.provider()).put("access", access(entry)))
                .put("status", status(entry));
    }

    private JsonObject access(Entry entry) {
        JsonObject endpoint = new JsonObject().put("type", entry.endpointType());
        JsonObject credential = new JsonObject().put("type", entry.credentialType());
        if (entry.member() instanceof Cluster cluster) {
            if (!(cluster.egress() instanceof Egress.Konnectivity)) {
                endpoint.put("const", address(cluster));
            }
            if (exposeCredentials) {
                expose(cluster.credential(), credential);
            }
        }
        return new JsonObject().put("endpoint", endpoint).put("credential", credential);
    }

    private static JsonObject address(Cluster cluster) {
        JsonObject address = new JsonObject().put("address", cluster.endpoint().url());
        if (cluster.trust() instanceof Trust.CaBundle bundle) {
            address.put("caBundle", base64(bundle.pem()));
        } else if (cluster.trust() instanceof Trust.Unverified) {
            address.put("insecure", true);
        }
        if (cluster.egress() instanceof Egress.Proxy proxy) {
            address.put("proxy-url", proxy.url());
        }
        return address;
    }

    private static void expose(Credential credential, JsonObject into) {
        credential.bearerToken().ifPresent(bearer -> into.put("serviceAccountToken", bearer.token()));
        credential
                .clientCertificate()
                .ifPresent(pair -> into.put(
                        "x509",
                        new JsonObject()
                                .put("certificate", base64(pair.certificatePem()))
                                .put("privateKey", base64(pair.keyPem()))));
    }

    private static JsonObject status(Entry entry) {
        JsonObject status = new JsonObject();
        Health health = health(entry);
        if (health.state() != Health.State.UNKNOWN) {
            status.put("healthy", health.state() == Health.State.HEALTHY);
        }
        if (!health.reason().isEmpty()) {
            status.put("healthyReason", health.reason());
        }
        return status;
    }

    private static Health health(Entry entry) {
        if (entry.member() instanceof BrokenMember broken) {
            return new Health(Health.State.UNHEALTHY, broken.fault());
        }
        return entry.member() instanceof Cluster cluster ? cluster.health() : Health.UNKNOWN;
    }

    private List<Object> cells(Entry entry) {
        Health health = health(entry);
        String healthy = switch (health.state()) {
            case HEALTHY -> "True";
            case UNHEALTHY -> "False";
            case UNKNOWN -> "Unknown";
        };
        if (entry.member() instanceof Cluster cluster && cluster.offline().isPresent()) {
            healthy = "Offline";
        }
        String reason = entry.member() instanceof Cluster cluster
                ? cluster.offline().map(text -> "offline: " + text).orElse(health.reason())
                : health.reason();
        return List.of(entry.name(), entry.provider(), entry.credentialType(), entry.endpointType(), healthy, reason);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

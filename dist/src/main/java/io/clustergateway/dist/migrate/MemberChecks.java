package io.clustergateway.dist.migrate;

import io.clustergateway.dist.doctor.GatewaySettings;
import io.clustergateway.dist.doctor.UnaskedPlugins;
import io.clustergateway.dist.report.Check;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.ManagedAddress;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One member's Secret, read as this program reads it, beside what the Go program makes of it. Nobody is dialled. */
final class MemberChecks {
    private final Vertx vertx;
    private final Duration limit;
    private final String namespace;
    private final GatewaySettings settings;
    private final SecretReader reader;

    /** @param limit for the resolution of a name */
    MemberChecks(Vertx vertx, Duration limit, String namespace, GatewaySettings settings) {
        this.vertx = vertx;
        this.limit = limit;
        this.namespace = namespace;
        this.settings = settings;
        this.reader = new SecretReader(
                settings.allowInsecure(), settings.insecureTunnels(), new UnaskedPlugins(), Clock.systemUTC());
    }

    /** @param managed where its ManagedCluster says it is; empty while the gateway does not look there */
    List<Check> look(JsonObject secret, Optional<ManagedAddress> managed) {
        Entry entry = reader.read(secret, managed);
        if (entry.member() instanceof BrokenMember broken) {
            return List.of(Check.fault(
                    "member.secret",
                    broken.fault(),
                    "it is listed, and requests to it are 503",
                    "kubectl -n %s edit secret %s".formatted(namespace, broken.name())));
        }
        Cluster cluster = (Cluster) entry.member();
        List<Check> checks = new ArrayList<>();
        String seen = "%s, %s".formatted(entry.credentialType(), entry.endpointType());
        checks.add(
                entry.warnings().isEmpty()
                        ? Check.ok("member.secret", seen)
                        : Check.warning(
                                "member.secret",
                                seen,
                                String.join("; ", entry.warnings()),
                                "kubectl -n %s edit secret %s".formatted(namespace, cluster.name())));
        verification(cluster, managed.isPresent()).ifPresent(checks::add);
        checks.add(address(cluster));
        if (entry.credentialType().equals("Dynamic")) {
            checks.add(new PluginCheck(namespace, settings.plugins()).look(secret));
        }
        return checks;
    }

    private Optional<Check> verification(Cluster cluster, boolean isManaged) {
        String id = "member.verified";
        String ca =
                "kubectl -n %s patch secret %s --type=merge -p \"{\\\"data\\\":{\\\"ca.crt\\\":\\\"$(base64 -w0 member-ca.crt)\\\"}}\""
                        .formatted(namespace, cluster.name());
        if (cluster.egress() instanceof Egress.Konnectivity && !(cluster.trust() instanceof Trust.Unverified)) {
            return Optional.of(Check.warning(
                    id,
                    "ClusterProxy",
                    "its certificate is verified inside the tunnel, as %s by ca.crt; the Go program verifies nothing there"
                            .formatted(cluster.tlsServerName().orElse("kubernetes.default.svc")),
                    "cluster-gateway doctor %s after the swap; --proxy-insecure-members restores the old way"
                            .formatted(cluster.name())));
        }
        if (cluster.trust() instanceof Trust.SystemRoots && !isManaged) {
            return Optional.of(Check.fault(
                    id,
                    "no ca.crt",
                    "the Go program does not verify such a member; here it is verified by the system's roots, which know no cluster's"
                            + " own CA: 502 MemberCertificateNotTrusted",
                    ca + "; --allow-insecure-members restores the old way for all of them"));
        }
        return Optional.empty();
    }

    private Check address(Cluster cluster) {
        String id = "member.address";
        if (cluster.egress() instanceof Egress.Konnectivity) {
            return Check.ok(id, "through the konnectivity server, which is not looked at");
        }
        List<String> refused = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String host : hosts(cluster).toList()) {
            Optional<InetAddress> address = resolve(host);
            if (address.isEmpty()) {
                unknown.add(host);
            }
            address.flatMap(settings.members().guard()::refusal)
                    .ifPresent(reason -> refused.add("%s is %s".formatted(host, reason)));
        }
        if (!refused.isEmpty()) {
            return Check.fault(
                    id,
                    String.join(", ", refused),
                    "this program does not dial it (502 MemberAddressNotAllowed); the Go program dials anything",
                    "another endpoint in Secret %s/%s, or --member-cidr-allow, --allow-loopback-members among the arguments"
                            .formatted(namespace, cluster.name()));
        }
        return unknown.isEmpty()
                ? Check.ok(id, "may be dialled")
                : Check.skipped(id, "from here no address is known of " + String.join(", ", unknown));
    }

    private static Stream<String> hosts(Cluster cluster) {
        return cluster.egress() instanceof Egress.Proxy proxy
                ? Stream.of(proxy.host())
                : cluster.endpoints().stream().map(Endpoint::host);
    }

    private Optional<InetAddress> resolve(String host) {
        return vertx.executeBlocking(() -> Optional.of(InetAddress.getByName(host)), false)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(Optional.empty())
                .await();
    }
}

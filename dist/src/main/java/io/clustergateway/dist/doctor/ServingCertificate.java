package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The certificate by which the hub knows the gateway, against what the APIService says of it. */
final class ServingCertificate {
    private static final int SOON_DAYS = 14;
    private static final String TRUSTED = "hub.certificate.trusted";
    private static final String NAME = "hub.certificate.name";
    private static final String EXPIRY = "hub.certificate.expiry";
    private static final String KEEPER =
            "look at /readyz?verbose on the gateway's management port, which says what keeps it from renewing its own certificate";

    private final Asked hub;
    private final Duration limit;
    private final Clock clock;

    ServingCertificate(Asked hub, Duration limit, Clock clock) {
        this.hub = hub;
        this.limit = limit;
        this.clock = clock;
    }

    List<Check> look(JsonObject apiService, Installation installation) {
        Optional<Chain> served = served(apiService, installation.service()).or(() -> mounted(installation));
        if (served.isEmpty()) {
            return List.of(Check.skipped(
                    TRUSTED,
                    "the Service does not answer this machine and the certificate's Secret cannot be read; see"
                            + " hub.apiservice.available for what the hub says"));
        }
        Chain chain = served.get();
        List<Check> checks = new ArrayList<>();
        boolean kept = installation.settings().keptIn().isPresent();
        checks.add(trusted(chain, apiService, kept));
        checks.add(name(chain, apiService, kept));
        checks.add(expiry(chain, kept));
        return checks;
    }

    private static Check trusted(Chain chain, JsonObject apiService, boolean kept) {
        String mend = kept ? KEEPER : patch(chain);
        JsonObject spec = Paper.object(apiService, "spec");
        if (Boolean.TRUE.equals(spec.getValue("insecureSkipTLSVerify"))) {
            return Check.warning(
                    TRUSTED,
                    "insecureSkipTLSVerify: true",
                    "the hub hands callers' identities to whoever answers at the Service's address",
                    mend);
        }
        String seen = "issued by %s".formatted(chain.issuer());
        try {
            String bundle =
                    new String(Base64.getMimeDecoder().decode(Paper.text(spec, "caBundle")), StandardCharsets.UTF_8);
            return chain.isVouchedForBy(Chain.pem(bundle))
                    ? Check.ok(TRUSTED, seen + ", which caBundle vouches for")
                    : Check.fault(TRUSTED, seen, "the APIService's caBundle does not vouch for it", mend);
        } catch (CertificateException | IllegalArgumentException e) {
            return Check.fault(TRUSTED, seen, "the APIService's caBundle holds no certificate", mend);
        }
    }

    private static Check name(Chain chain, JsonObject apiService, boolean kept) {
        JsonObject service = Paper.object(apiService, "spec", "service");
        String name = "%s.%s.svc".formatted(Paper.text(service, "name"), Paper.text(service, "namespace"));
        String seen = "for " + String.join(", ", chain.names());
        return chain.isFor(name)
                ? Check.ok(NAME, seen)
                : Check.fault(
                        NAME,
                        seen,
                        "the hub asks for " + name,
                        kept ? KEEPER : "issue the certificate of --tls-cert-file for %s as well".formatted(name));
    }

    private Check expiry(Chain chain, boolean kept) {
        Instant now = clock.instant();
        String seen = "ends at %s, in %d days".formatted(chain.end(), chain.days(now));
        String mend = kept
                ? KEEPER
                : "renew the pair of --tls-cert-file; the gateway takes it up without a restart (chart: delete its Secret,"
                        + " then helm upgrade)";
        if (chain.outOfTime(now).isPresent()) {
            return Check.fault(EXPIRY, seen, chain.outOfTime(now).get(), mend);
        }
        return chain.days(now) < SOON_DAYS ? Check.warning(EXPIRY, seen, "it ends soon", mend) : Check.ok(EXPIRY, seen);
    }

    /** Of where the hub dials: an ExternalName, or the Service's own address, which only the hub's network may reach. */
    private Optional<Chain> served(JsonObject apiService, Optional<JsonObject> service) {
        String external =
                service.map(found -> Paper.text(found, "spec", "externalName")).orElse("");
        String host = external.isEmpty()
                ? service.map(found -> Paper.text(found, "spec", "clusterIP")).orElse("")
                : external;
        if (host.isEmpty() || host.equals("None")) {
            return Optional.empty();
        }
        JsonObject named = Paper.object(apiService, "spec", "service");
        int port = named.getValue("port") instanceof Number number ? number.intValue() : 443;
        String name = "%s.%s.svc".formatted(Paper.text(named, "name"), Paper.text(named, "namespace"));
        try {
            return Optional.of(Chain.peek(new InetSocketAddress(host, port), name, limit));
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }

    /**
     * Of the Secret in which the gateway keeps its own, or that the Deployment mounts as chart and manifests do; only the
     * certificate is looked at.
     */
    private Optional<Chain> mounted(Installation installation) {
        return installation.deployment().flatMap(found -> {
            String namespace = Paper.text(found, "metadata", "namespace");
            Stream<String> own = installation.settings().keptIn().stream()
                    .map(name -> name.contains("/") ? name : namespace + "/" + name);
            Stream<String> mounted = Paper.items(Paper.object(found, "spec", "template", "spec"), "volumes").stream()
                    .map(volume -> Paper.text(volume, "secret", "secretName"))
                    .filter(name -> !name.isEmpty())
                    .map(name -> namespace + "/" + name);
            return Stream.concat(own, mounted)
                    .map(name -> name.split("/", 2))
                    .flatMap(name ->
                            hub.glimpse("/api/v1/namespaces/%s/secrets/%s".formatted(name[0], name[1])).stream())
                    .flatMap(secret -> certificate(secret).stream())
                    .findFirst();
        });
    }

    private static Optional<Chain> certificate(JsonObject secret) {
        try {
            byte[] pem = Base64.getMimeDecoder().decode(Paper.text(secret, "data", "tls.crt"));
            return Optional.of(new Chain(Chain.pem(new String(pem, StandardCharsets.UTF_8))));
        } catch (CertificateException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String patch(Chain chain) {
        String bundle = Base64.getEncoder().encodeToString(chain.bundle().getBytes(StandardCharsets.US_ASCII));
        return "kubectl patch apiservice %s --type=merge -p '{\"spec\":{\"insecureSkipTLSVerify\":null,\"caBundle\":\"%s\"}}'"
                .formatted(Installation.API_SERVICE, bundle);
    }
}

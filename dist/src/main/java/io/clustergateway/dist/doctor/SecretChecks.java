package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.registry.secrets.Entry;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** What a member's Secret itself tells. */
final class SecretChecks {
    private static final String CREDENTIAL = "member.credential.valid";
    private static final String OFFLINE = "cluster.core.oam.dev/offline";
    private static final Duration SOON = Duration.ofDays(14);

    private final String namespace;
    private final Clock clock;

    SecretChecks(String namespace, Clock clock) {
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Whether its credential comes from a plugin. */
    static boolean isDynamic(Entry entry) {
        return entry.credentialType().equals("Dynamic");
    }

    /** Of a Secret that makes no member. */
    Check unreadable(String name, String fault) {
        String mend = "kubectl -n %s edit secret %s".formatted(namespace, name);
        if (fault.contains("key endpoint")) {
            mend =
                    "kubectl -n %s patch secret %s --type=merge -p '{\"stringData\":{\"endpoint\":\"https://HOST:PORT\"}}'"
                            .formatted(namespace, name);
        } else if (fault.contains("key tls.")) {
            mend = Mends.secretKey(namespace, name, "tls.crt", "client.crt") + " && "
                    + Mends.secretKey(namespace, name, "tls.key", "client.key");
        }
        return Check.fault(
                "member.secret.readable",
                "Secret %s/%s".formatted(namespace, name),
                fault + "; requests to it are 503",
                mend);
    }

    List<Check> of(Cluster cluster, Entry entry) {
        List<Check> checks = new ArrayList<>();
        String seen = "%s, %s".formatted(entry.credentialType(), String.join(", ", urls(cluster)));
        checks.add(
                entry.warnings().isEmpty()
                        ? Check.ok("member.secret.readable", seen)
                        : Check.warning(
                                "member.secret.readable",
                                seen,
                                String.join("; ", entry.warnings()),
                                "kubectl -n %s edit secret %s".formatted(namespace, cluster.name())));
        cluster.offline()
                .ifPresent(reason -> checks.add(Check.warning(
                        "member.offline",
                        Paper.oneLine(reason),
                        "it is switched off: requests to it are 503 ClusterOffline",
                        "kubectl -n %s annotate secret %s %s-".formatted(namespace, cluster.name(), OFFLINE))));
        checks.add(
                isDynamic(entry)
                        ? Check.skipped(CREDENTIAL, "a plugin's, which only the gateway runs")
                        : credential(cluster));
        return checks;
    }

    private Check credential(Cluster cluster) {
        String id = CREDENTIAL;
        Optional<Instant> end = end(cluster.credential());
        if (end.isEmpty()) {
            return Check.ok(
                    id, "%s without an end".formatted(cluster.credential().type()));
        }
        Instant now = clock.instant();
        String seen = "%s ends at %s".formatted(cluster.credential().type(), end.get());
        String mend = mend(namespace, cluster);
        if (end.get().isBefore(now)) {
            return Check.fault(id, seen, "it has ended and the member refuses it", mend);
        }
        return end.get().isBefore(now.plus(SOON)) && cluster.credential() instanceof Credential.ClientCertificate
                ? Check.warning(
                        id,
                        seen,
                        "it ends in %d days"
                                .formatted(Duration.between(now, end.get()).toDays()),
                        mend)
                : Check.ok(id, seen);
    }

    /** A new credential, from files that whoever rules the member makes. */
    static String mend(String namespace, Cluster cluster) {
        return cluster.credential() instanceof Credential.ClientCertificate
                ? Mends.secretKey(namespace, cluster.name(), "tls.crt", "client.crt") + " && "
                        + Mends.secretKey(namespace, cluster.name(), "tls.key", "client.key")
                : Mends.secretKey(namespace, cluster.name(), "token", "member.token");
    }

    static List<String> urls(Cluster cluster) {
        return cluster.endpoints().stream().map(endpoint -> endpoint.url()).toList();
    }

    /** Whom the credential names: a certificate its common name, a token of a ServiceAccount its subject. */
    static Optional<String> user(Credential credential) {
        try {
            if (credential instanceof Credential.ClientCertificate certificate) {
                String subject = Chain.pem(certificate.certificatePem())
                        .get(0)
                        .getSubjectX500Principal()
                        .getName();
                return new LdapName(subject)
                        .getRdns().stream()
                                .filter(part -> part.getType().equalsIgnoreCase("CN"))
                                .map(part -> String.valueOf(part.getValue()))
                                .findFirst();
            }
            return credential instanceof Credential.BearerToken bearer
                    ? claims(bearer.token())
                            .map(claims -> Paper.text(claims, "sub"))
                            .filter(sub -> !sub.isEmpty())
                    : Optional.empty();
        } catch (CertificateException | InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> end(Credential credential) {
        try {
            if (credential instanceof Credential.ClientCertificate certificate) {
                return Optional.of(new Chain(Chain.pem(certificate.certificatePem())).end());
            }
            return credential instanceof Credential.BearerToken bearer ? bearer.end() : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** Of a JSON web token (RFC 7519); other tokens say nothing. */
    private static Optional<JsonObject> claims(String token) {
        String[] parts = token.split("\\.");
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)));
        } catch (DecodeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

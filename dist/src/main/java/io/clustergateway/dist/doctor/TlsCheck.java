package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Check;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Through the proxy, if there is one, to a verified TLS connection. */
final class TlsCheck {
    private static final String TLS = "member.tls.verified";
    private static final String PROXY = "member.proxy";
    private static final int SOON_DAYS = 14;

    private final String namespace;
    private final Cluster cluster;
    private final Duration limit;
    private final Clock clock;

    TlsCheck(String namespace, Cluster cluster, Duration limit, Clock clock) {
        this.namespace = namespace;
        this.cluster = cluster;
        this.limit = limit;
        this.clock = clock;
    }

    List<Check> look(MemberLine line, List<InetSocketAddress> open) {
        boolean isDirect = cluster.egress() instanceof Egress.Direct;
        try {
            Check tls = verified(line.chain());
            return isDirect ? List.of(tls) : List.of(Check.ok(PROXY, way()), tls);
        } catch (MemberLine.Broken broken) {
            Trouble trouble = new Trouble(broken.getCause());
            return List.of(isDirect ? failed(trouble, open) : behindProxy(trouble));
        }
    }

    private Check verified(Chain chain) {
        Instant now = clock.instant();
        String seen = "issued by %s, for %s, ends in %d days"
                .formatted(chain.issuer(), String.join(", ", chain.names()), chain.days(now));
        if (cluster.trust() instanceof Trust.Unverified) {
            return Check.warning(
                    TLS,
                    seen,
                    "it is not verified: whoever answers gets the credential",
                    Mends.secretKey(namespace, cluster.name(), "ca.crt", "member-ca.crt"));
        }
        return chain.days(now) < SOON_DAYS
                ? Check.warning(
                        TLS, seen, "the member's certificate ends soon", "renew the member's serving certificate")
                : Check.ok(TLS, seen);
    }

    private Check failed(Trouble trouble, List<InetSocketAddress> open) {
        if (trouble.isSilence()) {
            return silent();
        }
        if (!trouble.isCertificate()) {
            return Check.fault(
                    TLS,
                    trouble.words(),
                    "what listens there does not speak TLS as an API server does",
                    "kubectl -n %s get secret %s -o jsonpath='{.data.endpoint}' | base64 -d  # correct it"
                            .formatted(namespace, cluster.name()));
        }
        return untrusted(trouble, open);
    }

    private Check silent() {
        return Check.fault(
                TLS,
                "no TLS handshake within %d ms".formatted(limit.toMillis()),
                "it takes connections and answers nothing: it is frozen, overloaded, or something between swallows the bytes",
                "look at the member's API server itself; requests to it wait until it answers or is switched off");
    }

    private Check behindProxy(Trouble trouble) {
        if (trouble.proxy().isPresent()) {
            return Check.fault(
                    PROXY,
                    way(),
                    trouble.proxy().get(),
                    cluster.egress() instanceof Egress.Proxy
                            ? "kubectl -n %s edit secret %s  # key proxy-url".formatted(namespace, cluster.name())
                            : "--proxy-host, --proxy-port and --proxy-ca-cert of the gateway; from inside its pod: kubectl exec deploy/cluster-gateway -- cluster-gateway doctor %s"
                                    .formatted(cluster.name()));
        }
        return trouble.isSilence() ? silent() : untrusted(trouble, List.of());
    }

    private Check untrusted(Trouble trouble, List<InetSocketAddress> open) {
        Optional<Chain> shown = open.stream().findFirst().flatMap(this::peek);
        String seen = shown.map(chain -> "issued by %s, for %s, until %s"
                        .formatted(chain.issuer(), String.join(", ", chain.names()), chain.end()))
                .orElse(trouble.words());
        List<String> wrong = new ArrayList<>();
        String mend = Mends.secretKey(namespace, cluster.name(), "ca.crt", "member-ca.crt");
        if (shown.isPresent()) {
            Optional<String> late = shown.get().outOfTime(clock.instant());
            boolean isKnown = isKnown(shown.get());
            boolean isNamed = shown.get().isFor(name());
            late.ifPresent(wrong::add);
            if (late.isEmpty() && !isKnown) {
                wrong.add("the CA in the member's Secret does not vouch for it");
            }
            if (!isNamed) {
                wrong.add("it is not for " + name());
            }
            if (late.isPresent()) {
                mend = "renew the member's serving certificate";
            } else if (isKnown && !isNamed) {
                mend = "kubectl -n %s patch secret %s --type=merge -p '{\"stringData\":{\"tls-server-name\":\"%s\"}}'"
                        .formatted(
                                namespace,
                                cluster.name(),
                                shown.get().names().stream().findFirst().orElse("NAME"));
            }
        }
        return Check.fault(
                TLS,
                seen,
                wrong.isEmpty() ? "the member's certificate is not trusted" : String.join("; ", wrong),
                mend);
    }

    private boolean isKnown(Chain chain) {
        try {
            return !(cluster.trust() instanceof Trust.CaBundle bundle) || chain.isVouchedForBy(Chain.pem(bundle.pem()));
        } catch (CertificateException e) {
            return false;
        }
    }

    private Optional<Chain> peek(InetSocketAddress address) {
        try {
            return Optional.of(Chain.peek(address, name(), limit));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String name() {
        return cluster.tlsServerName().orElse(cluster.endpoint().host());
    }

    private String way() {
        return cluster.egress() instanceof Egress.Proxy proxy ? proxy.url() : "the cluster proxy server";
    }
}

package io.clustergateway.members;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Trust;
import io.netty.util.NetUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;

/**
 * TLS towards one member, by its own trust and credential. Every client gets its own: a pool shared between trust
 * settings serves a verifying request over a connection that was never verified (Vert.x 5.0.10, RequestOptions).
 */
final class MemberTls {
    /** What an agent in the member dials: the name of every API server inside its own cluster. */
    private static final String IN_CLUSTER_NAME = "kubernetes.default.svc";

    private MemberTls() {}

    static void configure(ClientOptionsBase options, Cluster cluster) {
        options.setSsl(true).setUseAlpn(true);
        options.setSslEngineOptions(engine());
        if (cluster.trust() instanceof Trust.CaBundle bundle) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(bundle.pem())));
        } else if (!verifies(cluster)) {
            options.setTrustAll(true);
        }
        cluster.credential()
                .clientCertificate()
                .ifPresent(certificate -> options.setKeyCertOptions(new ClientPair(certificate)));
    }

    static boolean verifies(Cluster cluster) {
        return !(cluster.trust() instanceof Trust.Unverified);
    }

    /** The name to verify, and to ask for by SNI unless it is an address. */
    static String serverName(Cluster cluster, Endpoint endpoint) {
        return cluster.tlsServerName()
                .orElse(cluster.egress() instanceof Egress.Konnectivity ? IN_CLUSTER_NAME : endpoint.host());
    }

    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    /** BoringSSL where it is there: a quarter of the CPU of a handshake, and steadier under many connections. */
    private static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }
}

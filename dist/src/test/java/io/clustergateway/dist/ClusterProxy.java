package io.clustergateway.dist;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.konnectivity.KonnectivityStandIn;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A cluster proxy of Konnectivity, and the files with which a gateway comes to it. */
final class ClusterProxy {
    private final KonnectivityStandIn standIn;
    private final CertificateAuthority authority;
    private final Path folder;

    /** Lives as long as {@code vertx}. */
    ClusterProxy(Vertx vertx, CertificateAuthority authority, Path folder) throws IOException {
        standIn =
                new KonnectivityStandIn(vertx, authority.issueServer(List.of("127.0.0.1")), authority.certificatePem());
        this.authority = authority;
        this.folder = folder;
        Files.writeString(folder.resolve("ca.crt"), authority.certificatePem());
        issueClient("cluster-gateway");
    }

    KonnectivityStandIn standIn() {
        return standIn;
    }

    /** Gives the gateway another certificate for it. */
    void issueClient(String name) {
        authority.issueClient(name, List.of()).writeTo(folder, "client");
    }

    /** By key of the configuration tree. */
    Map<String, Object> settings() {
        return Map.of(
                "members.proxyHost",
                "127.0.0.1",
                "members.proxyPort",
                standIn.port(),
                "members.proxyCaCert",
                folder.resolve("ca.crt").toString(),
                "members.proxyCert",
                folder.resolve("client.crt").toString(),
                "members.proxyKey",
                folder.resolve("client.key").toString());
    }
}

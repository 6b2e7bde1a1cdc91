package io.clustergateway.testkit.real;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.files.Folder;
import java.nio.file.Path;
import java.util.List;

/**
 * The authorities of one cluster, each for one purpose, so that a certificate used in the wrong place is refused.
 *
 * @param serving signs the API server's certificate
 * @param clients signs users; common name = user, organizations = groups
 * @param frontProxy signs {@link #frontProxyClient()}, whose identity headers are believed
 * @param kubelets signs the serving certificates of kubelets
 * @param frontProxyClient what the aggregator shows to extension servers
 */
public record ClusterCertificates(
        CertificateAuthority serving,
        CertificateAuthority clients,
        CertificateAuthority frontProxy,
        CertificateAuthority kubelets,
        Issued frontProxyClient) {

    static ClusterCertificates create(String cluster) {
        CertificateAuthority frontProxy = CertificateAuthority.create(cluster + "-front-proxy-ca");
        return new ClusterCertificates(
                CertificateAuthority.create(cluster + "-serving-ca"),
                CertificateAuthority.create(cluster + "-client-ca"),
                frontProxy,
                CertificateAuthority.create(cluster + "-kubelet-ca"),
                frontProxy.issueClient("front-proxy-client", List.of()));
    }

    void writeTo(Folder folder) {
        Path directory = folder.path();
        serving.issueServer(List.of("localhost", "127.0.0.1", "kubernetes.default.svc"))
                .writeTo(directory, "serving");
        clients.issueClient("kube-apiserver-kubelet-client", List.of("system:masters"))
                .writeTo(directory, "kubelet-client");
        serving.issueServer(List.of("service-accounts")).writeTo(directory, "service-accounts");
        frontProxyClient.writeTo(directory, "front-proxy-client");
        folder.write("client-ca.crt", clients.certificatePem());
        folder.write("front-proxy-ca.crt", frontProxy.certificatePem());
        folder.write("kubelet-ca.crt", kubelets.certificatePem());
    }
}

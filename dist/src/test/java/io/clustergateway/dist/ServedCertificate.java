package io.clustergateway.dist;

import io.clustergateway.testkit.certificates.CredulousClient;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** What a server on loopback shows to whom asks for a name, believed or not. */
final class ServedCertificate {
    private ServedCertificate() {}

    static X509Certificate of(int port, String name) throws IOException {
        try (SSLSocket socket = CredulousClient.connect(port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}

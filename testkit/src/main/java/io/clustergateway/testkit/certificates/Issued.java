package io.clustergateway.testkit.certificates;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate with its private key. {@code certificatePem} holds the leaf alone, {@code keyPem} is PKCS#8. */
public record Issued(X509Certificate certificate, PrivateKey key, String certificatePem, String keyPem) {

    static Issued of(X509Certificate certificate, PrivateKey key) {
        return new Issued(certificate, key, Pem.certificate(certificate), Pem.privateKey(key));
    }

    /** As Vert.x shows it. */
    public PemKeyCertOptions keyCertOptions() {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(certificatePem))
                .addKeyValue(Buffer.buffer(keyPem));
    }

    /** Writes {@code base.crt} and {@code base.key} into {@code directory}, which is made when it is not there. */
    public void writeTo(Path directory, String base) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(base + ".crt"), certificatePem);
            Files.writeString(directory.resolve(base + ".key"), keyPem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "Issued[" + certificate.getSubjectX500Principal() + ", key=***]";
    }
}

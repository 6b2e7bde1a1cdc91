package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Trust;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** SHA-256 over all that makes a member's connections, each part with its length, so that none runs into the next. */
final class ConnectionKey {
    private final MessageDigest digest = sha256();

    private ConnectionKey() {}

    static String of(String uid, Reach reach, Trust trust, Credential credential, Optional<String> tlsServerName) {
        ConnectionKey key = new ConnectionKey();
        key.add(uid).add(Integer.toString(reach.endpoints().size()));
        reach.endpoints().forEach(endpoint -> key.add(endpoint.url()));
        key.add(reach.egress()).add(trust).add(credential).add(tlsServerName.orElse(""));
        return HexFormat.of().formatHex(key.digest.digest());
    }

    private ConnectionKey add(Egress egress) {
        if (egress instanceof Egress.Proxy proxy) {
            add(proxy.url()).add(proxy.caPem().orElse(""));
            proxy.login().ifPresent(login -> add(login.user()).add(login.password()));
            return this;
        }
        return add(egress.getClass().getSimpleName());
    }

    private ConnectionKey add(Trust trust) {
        if (trust instanceof Trust.CaBundle bundle) {
            return add("ca").add(bundle.pem());
        }
        return add(trust.getClass().getSimpleName());
    }

    private ConnectionKey add(Credential credential) {
        add(credential.type());
        credential
                .clientCertificate()
                .ifPresent(pair -> add("certificate").add(pair.certificatePem()).add(pair.keyPem()));
        credential.bearerToken().ifPresent(bearer -> add("token").add(bearer.token()));
        return this;
    }

    private ConnectionKey add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
        return this;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

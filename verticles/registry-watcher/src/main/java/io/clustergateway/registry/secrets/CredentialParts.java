package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.Credential;
import java.security.cert.X509Certificate;

/** Checks of what a member is shown, wherever it comes from. */
public final class CredentialParts {
    private CredentialParts() {}

    /**
     * The certificate that a private key belongs to.
     *
     * @param certificateName what the fault calls it
     * @param keyName what the fault calls it
     * @throws MemberFault when one of them cannot be read, or they are no pair
     */
    public static X509Certificate leaf(String certificateName, String certificatePem, String keyName, String keyPem)
            throws MemberFault {
        X509Certificate leaf =
                PemBlocks.certificates(certificateName, certificatePem).get(0);
        ClientKey.check(keyName, keyPem, leaf.getPublicKey());
        return leaf;
    }

    /**
     * A token that fits in a header.
     *
     * @throws MemberFault when it does not
     */
    public static Credential.BearerToken token(String name, String token) throws MemberFault {
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw MemberFault.key(name, "characters that no token has", "one line of visible ASCII");
        }
        return new Credential.BearerToken(token);
    }
}

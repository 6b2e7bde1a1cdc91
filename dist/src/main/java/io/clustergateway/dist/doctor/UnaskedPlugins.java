package io.clustergateway.dist.doctor;

import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.registry.secrets.CredentialPlugins;
import java.util.Optional;

/**
 * Plugins run on the gateway's machine only. So that everything else of a Dynamic member can be looked at from here, this
 * answers with something that takes a credential's place and is never shown to a member.
 */
public final class UnaskedPlugins implements CredentialPlugins {
    @Override
    public Answer credential(Question question) {
        return new Answer(new Credential.BearerToken("unasked"), Optional.empty());
    }

    @Override
    public void forget(String name) {
        /* Nothing is kept. */
    }
}

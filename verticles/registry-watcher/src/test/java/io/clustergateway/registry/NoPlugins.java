package io.clustergateway.registry;

import io.clustergateway.registry.secrets.CredentialPlugins;
import io.clustergateway.registry.secrets.MemberFault;

/** No Dynamic member has a credential. */
public final class NoPlugins implements CredentialPlugins {
    public static final String FAULT = "no plugins here (expected: none)";

    @Override
    public Answer credential(Question question) throws MemberFault {
        throw new MemberFault(FAULT);
    }

    @Override
    public void forget(String name) {
        /* Nothing is known of it. */
    }
}

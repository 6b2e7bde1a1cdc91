package io.clustergateway.registry;

import io.clustergateway.registry.secrets.CredentialPlugins;
import io.clustergateway.registry.secrets.MemberFault;

/** Dynamic members have no credential. */
final class PluginsOff implements CredentialPlugins {
    @Override
    public Answer credential(Question question) throws MemberFault {
        throw new MemberFault("no plugin is allowed to be run (expected: its path in --allow-exec-plugin)");
    }

    @Override
    public void forget(String name) {
        /* Nothing is known of it. */
    }
}

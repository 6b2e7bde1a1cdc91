package io.clustergateway.registry.secrets;

/** Runs nothing. */
final class NoPlugins implements CredentialPlugins {
    @Override
    public Answer credential(Question question) throws MemberFault {
        throw new MemberFault(
                "its credential comes from a plugin, which only the gateway runs (expected: X509Certificate or ServiceAccountToken)");
    }

    @Override
    public void forget(String name) {
        /* Nothing is known of it. */
    }
}

package io.clustergateway.dist.rules;

import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.rbac.MemberRbac;
import java.util.List;
import java.util.Optional;

/** What {@code rules rbac} prints, for other commands. */
public final class RbacManifests {
    private static final RuleSource NO_RULES = new RuleSource("no rules: callers stay who they are", """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec: {clientIdentityExchanger: {rules: []}}
            """);

    private RbacManifests() {}

    /**
     * YAML of the roles and bindings that the credential of one member needs there.
     *
     * @param subject its user name at the member
     * @param files of rules; none for callers who stay who they are
     * @throws io.clustergateway.kernel.StartFault when anything is wrong with the rules
     */
    public static String classic(String member, String subject, List<String> files) {
        RuleTexts texts = RuleTexts.of(files.isEmpty() ? List.of(NO_RULES) : TextFiles.read(files));
        new Books().compile(texts);
        return MemberRbac.classic(Optional.of(member), subject).of(texts);
    }
}

package io.clustergateway.rules.tools.rbac;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A literal user of a rule, as kube-apiserver tells users apart (apiserver pkg/endpoints/filters/impersonation).
 *
 * @param isAlone whether neither groups nor uid nor extra go along: only then does the constrained form know service
 *     accounts and nodes
 */
record Person(String name, boolean isAlone) {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern ACCOUNT =
            Pattern.compile("system:serviceaccount:(?<namespace>%1$s):(?<name>%1$s(\\.%1$s)*)".formatted(LABEL));
    private static final Pattern NODE = Pattern.compile("system:node:(?<name>%1$s(\\.%1$s)*)".formatted(LABEL));

    boolean isAccount() {
        return ACCOUNT.matcher(name).matches();
    }

    boolean isNode() {
        return NODE.matcher(name).matches();
    }

    /** Of an account. */
    String namespace() {
        return part(ACCOUNT, "namespace");
    }

    /** The name of the account or node itself. */
    String ownName() {
        return part(isNode() ? NODE : ACCOUNT, "name");
    }

    private String part(Pattern pattern, String group) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? matcher.group(group) : "";
    }
}

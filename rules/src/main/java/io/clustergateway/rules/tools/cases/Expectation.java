package io.clustergateway.rules.tools.cases;

import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Identity;

/** What a case wants. */
public sealed interface Expectation {
    /** To be exactly this one, groups in any order. */
    record Somebody(Identity identity) implements Expectation {}

    /** To have the member credential's own identity. */
    record Privileged() implements Expectation {}

    /** To be refused. */
    record Refused(Decision.Reason reason) implements Expectation {}

    /** That a server is asked, by this rule. */
    record External(String rule) implements Expectation {}
}

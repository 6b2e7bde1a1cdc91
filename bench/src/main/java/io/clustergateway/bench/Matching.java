package io.clustergateway.bench;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of the rules is to match. */
public enum Matching {
    FIRST,
    LAST,
    NONE;

    Question question(RuleText rules) {
        int number = number(rules);
        Identity caller = new Identity(
                "user-" + number,
                Optional.empty(),
                List.of("developers", "team-" + number + "-admins", "system:authenticated"),
                Map.of());
        RequestFacts request =
                new RequestFacts("get", "", "pods", "", "default", "web-0", "/api/v1/namespaces/default/pods/web-0");
        return new Question(caller, request, new ClusterFacts(cluster(number), Map.of("region", "eu"), "", ""));
    }

    /** Refuses a figure for another thing than was meant. */
    void require(Decision decision, RuleText rules) {
        String wanted = this == NONE ? "" : "rule-" + number(rules);
        String found = decision.rule().map(Rule::name).orElse("");
        if (!found.equals(wanted) || decision instanceof Decision.Refused) {
            throw new IllegalStateException(
                    "%s: %s decided %s (expected: %s)".formatted(rules, found, decision, wanted));
        }
    }

    private int number(RuleText rules) {
        return switch (this) {
            case FIRST -> 0;
            case LAST -> rules.count() - 1;
            case NONE -> rules.count();
        };
    }

    private static String cluster(int number) {
        return "member-" + number % 100;
    }
}

package io.clustergateway.identity;

import io.clustergateway.identity.reload.RulesState;
import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleSet;
import io.clustergateway.rules.RulesInForce;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the shadow set would have said. Each difference is counted; the first of each caller, member and pair of rules is
 * logged, a thousand for each set at most. Used on one context only.
 */
final class Shadow {
    private static final Logger log = LoggerFactory.getLogger(Shadow.class);
    private static final int MOST_LOGGED = 1_000;

    private final DecisionMetrics metrics;
    private final Set<Difference> logged = new HashSet<>();
    private String version = "";

    Shadow(DecisionMetrics metrics) {
        this.metrics = metrics;
    }

    void compare(RulesState.Loaded loaded, Optional<RuleSet> own, Question question, Decision live) {
        loaded.shadow().ifPresent(set -> compare(set, own, question, live));
    }

    private void compare(RuleSet set, Optional<RuleSet> own, Question question, Decision live) {
        Decision other = new RulesInForce(own, set).decide(question);
        boolean same = isSame(live, other);
        metrics.shadowed(same);
        if (!same) {
            tell(set, question, live, other);
        }
    }

    private void tell(RuleSet set, Question question, Decision live, Decision other) {
        if (!set.version().equals(version)) {
            version = set.version();
            logged.clear();
        }
        Difference difference =
                new Difference(question.caller().user(), question.cluster().name(), ruleOf(live), ruleOf(other));
        if (logged.size() < MOST_LOGGED && logged.add(difference)) {
            log.info(
                    "shadow rules differ user={} member={} live={} liveRule={} shadow={} shadowRule={}",
                    difference.user(),
                    difference.member(),
                    described(live),
                    difference.live(),
                    described(other),
                    difference.shadow());
        }
    }

    private static boolean isSame(Decision live, Decision other) {
        if (live instanceof Decision.As a && other instanceof Decision.As b) {
            return a.identity().equals(b.identity());
        }
        if (live instanceof Decision.AskExternal a && other instanceof Decision.AskExternal b) {
            return a.by().exchanger().equals(b.by().exchanger());
        }
        return live.getClass() == other.getClass();
    }

    private static String described(Decision decision) {
        if (decision instanceof Decision.As as) {
            return "as " + as.identity().user() + " " + as.identity().groups();
        }
        if (decision instanceof Decision.Refused refused) {
            return "refused " + refused.reason();
        }
        return decision instanceof Decision.AsCredential ? "as the member's credential" : "ask the exchanger";
    }

    private static String ruleOf(Decision decision) {
        return decision.rule().map(Rule::name).orElse("");
    }

    private record Difference(String user, String member, String live, String shadow) {}
}

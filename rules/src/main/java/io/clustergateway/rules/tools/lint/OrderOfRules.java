package io.clustergateway.rules.tools.lint;

import static java.util.Comparator.comparing;

import io.clustergateway.rules.Position;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.document.RuleDraft;
import java.util.Collections;
import java.util.List;

/** In which order rules are asked, and how that differs from the order in which they stand. */
final class OrderOfRules {
    private static final String CODE = "ReorderedByPriority";

    private OrderOfRules() {}

    /** The higher priority first, then what stands first. */
    static List<RuleDraft> asked(List<RuleDraft> rules) {
        return rules.stream()
                .sorted(comparing((RuleDraft draft) -> draft.rule().priority(), Collections.reverseOrder()))
                .toList();
    }

    /** Warns of every pair that the Go program, which knows no priorities, asks the other way round. */
    static void warn(List<RuleDraft> drafts, Warnings warnings) {
        int[] priorities =
                drafts.stream().mapToInt(draft -> draft.rule().priority()).toArray();
        int unnamed = 0;
        for (int later = 1; later < priorities.length; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (priorities[later] > priorities[earlier] && !warnings.isFull(CODE)) {
                    warn(drafts.get(later).rule(), drafts.get(earlier).rule(), warnings);
                } else if (priorities[later] > priorities[earlier]) {
                    unnamed++;
                }
            }
        }
        warnings.count(CODE, unnamed);
    }

    private static void warn(Rule first, Rule second, Warnings warnings) {
        warnings.add(
                CODE,
                first.at(),
                "rule %s (priority %d) is asked before %s (priority %d, %s), which stands before it; the Go program asks in the order of the text"
                        .formatted(
                                first.name(),
                                first.priority(),
                                second.name(),
                                second.priority(),
                                place(second, first)));
    }

    private static String place(Rule rule, Rule beside) {
        Position at = rule.at();
        return at.source().equals(beside.at().source()) ? "line " + at.line() : at.toString();
    }
}

package io.clustergateway.rules.match;

import io.clustergateway.rules.Question;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question as checks look at it. One serves all rules of a decision, in one thread. */
public final class Facts {
    /** Up to here a list is searched faster than a set is made. */
    private static final int FEW = 8;

    private final Question question;
    private @Nullable Set<String> groups;

    /** Nothing is computed before a check asks for it. */
    public Facts(Question question) {
        this.question = question;
    }

    String text(Fact fact) {
        return fact.in(question);
    }

    List<String> groups() {
        return question.caller().groups();
    }

    boolean hasGroup(String group) {
        if (groups().size() <= FEW) {
            return groups().contains(group);
        }
        Set<String> known = groups;
        if (known == null) {
            known = Set.copyOf(groups());
            groups = known;
        }
        return known.contains(group);
    }

    Map<String, String> labels() {
        return question.cluster().labels();
    }
}

package io.clustergateway.rules.tools.rbac;

import io.clustergateway.rules.PassingPolicy;
import io.clustergateway.rules.RuleType;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.TargetDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whom rules let callers become, taken together. */
final class Needs {
    private final Map<Person, List<String>> people = new LinkedHashMap<>();
    private final Names anybody = new Names();
    private final Names anyAccount = new Names();
    private final Names groups = new Names();
    private final Names uids = new Names();
    private final SortedMap<String, Names> extras = new TreeMap<>();
    private final Names anyExtra = new Names();
    private final List<String> privileged = new ArrayList<>();

    /** Literal users with the rules that name them. */
    Map<Person, List<String>> people() {
        return people;
    }

    /** Reasons to become anybody. */
    Names anybody() {
        return anybody;
    }

    /** Reasons to become any service account. */
    Names anyAccount() {
        return anyAccount;
    }

    Names groups() {
        return groups;
    }

    Names uids() {
        return uids;
    }

    /** Values by key. */
    SortedMap<String, Names> extras() {
        return extras;
    }

    /** Reasons to have any key. */
    Names anyExtra() {
        return anyExtra;
    }

    /** Rules that need no impersonation. */
    List<String> privileged() {
        return privileged;
    }

    boolean isEmpty() {
        return people.isEmpty()
                && anybody.isEmpty()
                && groups.isEmpty()
                && uids.isEmpty()
                && extras.isEmpty()
                && anyExtra.isEmpty();
    }

    void add(RuleDraft rule) {
        String name = "rule " + rule.rule().name();
        if (rule.rule().type() == RuleType.PRIVILEGED) {
            privileged.add(rule.rule().name());
        } else if (rule.rule().type() == RuleType.EXTERNAL) {
            String reason = name + " asks a server";
            List.of(anybody, anyAccount, groups, uids, anyExtra).forEach(names -> names.addAny(reason));
        } else {
            rule.target().ifPresent(target -> add(target, name));
        }
    }

    private void add(TargetDraft target, String rule) {
        boolean isAlone = target.groups().map(List::isEmpty).orElse(true)
                && target.groupsExpression().isEmpty()
                && target.uid().or(target::uidExpression).isEmpty()
                && target.extra().map(Map::isEmpty).orElse(true)
                && target.extraExpression().isEmpty();
        target.user()
                .map(ScalarText::value)
                .ifPresent(user -> people.computeIfAbsent(new Person(user, isAlone), absent -> new ArrayList<>())
                        .add(rule));
        target.userExpression().ifPresent(computed -> {
            anybody.addAny(rule + " computes the user (target.userExpression)");
            anyAccount.addAny(rule + " computes the user (target.userExpression)");
        });
        target.groups().ifPresent(names -> names.forEach(name -> groups.add(name, rule)));
        target.groupsExpression()
                .ifPresent(computed -> groups.addAny(rule + " computes the groups (target.groupsExpression)"));
        target.uid().ifPresent(uid -> uids.add(uid.value(), rule));
        target.uidExpression().ifPresent(computed -> uids.addAny(rule + " computes the uid (target.uidExpression)"));
        target.extra()
                .ifPresent(extra -> extra.forEach((key, values) -> values.forEach(value -> of(key).add(value, rule))));
        target.extraExpression()
                .ifPresent(computed -> anyExtra.addAny(rule + " computes extra (target.extraExpression)"));
    }

    /** Callers whom no rule matches, who stay who they are. */
    void addUnmatched(PassingPolicy policy) {
        String who = "callers whom no rule matches keep their own";
        anybody.addAny(who + " name (spec.defaultAction: Deny ends that)");
        if (policy.hubIdentityPrefix().isEmpty()) {
            anyAccount.addAny(who + " name (spec.impersonation.hubIdentityPrefix ends that)");
        }
        groups.addAny(who + " groups");
        if (policy.forwardUid()) {
            uids.addAny(who + " uid (spec.impersonation.forwardUid)");
        }
        for (String key : policy.forwardExtra()) {
            if (key.endsWith("*")) {
                anyExtra.addAny(who + " extra %s (spec.impersonation.forwardExtra)".formatted(key));
            } else {
                of(key).addAny(who);
            }
        }
    }

    private Names of(String key) {
        return extras.computeIfAbsent(key, absent -> new Names());
    }
}

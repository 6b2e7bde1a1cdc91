package io.clustergateway.rules.tools.lint;

import io.clustergateway.rules.Scope;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.SourceDraft;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whom a rule matches, in words. */
final class Audience {
    private Audience() {}

    /** {@code callers in the group sudoer, at every member}. */
    static String of(RuleDraft rule) {
        List<String> parts = new ArrayList<>();
        rule.source().ifPresent(source -> callers(source, parts));
        String who = parts.isEmpty() ? "every caller" : "callers " + String.join(" and ", parts);
        String when = rule.when().isPresent() ? ", where its when holds" : "";
        return who + ", at " + where(rule) + when;
    }

    private static void callers(SourceDraft source, List<String> parts) {
        add(parts, "named %s", source.user());
        add(parts, "with a name that matches %s", source.userPattern());
        add(parts, "with the uid %s", source.uid());
        add(parts, "in the group %s", source.group());
        add(parts, "in a group that matches %s", source.groupPattern());
    }

    private static String where(RuleDraft rule) {
        List<String> parts = new ArrayList<>();
        rule.source().ifPresent(source -> {
            add(parts, "member %s", source.cluster());
            add(parts, "members that match %s", source.clusterPattern());
        });
        if (rule.rule().scope() == Scope.MEMBER) {
            return "this member";
        }
        return parts.isEmpty() ? "every member" : String.join(" and ", parts);
    }

    private static void add(List<String> parts, String words, Optional<ScalarText> value) {
        value.ifPresent(text -> parts.add(words.formatted(Shown.value(text.value()))));
    }
}

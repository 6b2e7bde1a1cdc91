package io.clustergateway.rules.tools.lint;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Rule;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RuleType;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.RulesDraft;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.SourceDraft;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.List;
import java.util.Optional;

/** Warnings about the rules of one scope that are in order as far as the gateway goes. */
final class ScopeLint {
    private final Warnings warnings;
    private final GroupPassing groups;

    ScopeLint(List<RuleSource> sources, RulesCompiler compiler) {
        warnings = new Warnings(sources);
        groups = new GroupPassing(compiler);
    }

    /**
     * Looks at one set of rules.
     *
     * @param dropsSystemGroups whether the wider scope drops system groups, where these rules say nothing about it
     */
    ScopeLint look(RulesDraft rules, boolean dropsSystemGroups) {
        boolean drops = rules.impersonation().dropSystemGroups().orElse(dropsSystemGroups);
        rules.rules().forEach(rule -> {
            rule.source().ifPresent(this::patterns);
            privileged(rule);
            if (!drops) {
                systemGroups(rule);
            }
        });
        Reach reach = new Reach();
        OrderOfRules.asked(rules.rules())
                .forEach(rule -> reach.next(rule).ifPresent(before -> neverReached(rule.rule(), before.rule())));
        OrderOfRules.warn(rules.rules(), warnings);
        return this;
    }

    List<Finding> warnings() {
        return warnings.all();
    }

    private void patterns(SourceDraft source) {
        pattern("userPattern", source.userPattern());
        pattern("groupPattern", source.groupPattern());
        pattern("clusterPattern", source.clusterPattern());
    }

    private void pattern(String field, Optional<ScalarText> pattern) {
        pattern.filter(text -> !Anchors.areAtBothEnds(text.value()))
                .ifPresent(text -> warnings.add(
                        "UnanchoredPattern",
                        text.at(),
                        "source.%s: %s is looked for anywhere in the name (expected: %s, or .* at the end that is meant to be open)"
                                .formatted(
                                        field, Shown.value(text.value()), Shown.value(Anchors.added(text.value())))));
    }

    private void privileged(RuleDraft rule) {
        if (rule.rule().type() == RuleType.PRIVILEGED) {
            warnings.add(
                    "WidensToPrivileged",
                    rule.rule().at(),
                    "rule %s gives all that the member's credential may do to %s"
                            .formatted(rule.rule().name(), Audience.of(rule)));
        }
    }

    private void systemGroups(RuleDraft rule) {
        if (groups.passesSystemGroups(rule)) {
            ScalarText expression =
                    rule.target().orElseThrow().groupsExpression().orElseThrow();
            warnings.add(
                    "PassesSystemGroups",
                    expression.at(),
                    "target.groupsExpression: hands on system:masters and the like to the member (expected: spec.impersonation.dropSystemGroups: true)");
        }
    }

    private void neverReached(Rule rule, Rule before) {
        warnings.add(
                "NeverReached",
                rule.at(),
                "rule %s is never reached: %s (%s) is asked before it and matches whomever it would match"
                        .formatted(rule.name(), before.name(), before.at()));
    }
}

package io.clustergateway.rules.document;

import io.clustergateway.rules.DefaultAction;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.PassingOverrides;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays documents together, and reports what several of them say. */
final class ScopeDraft {
    private final Limits limits;
    private final List<RuleDraft> rules = new ArrayList<>();
    private final Map<String, Position> names = new HashMap<>();
    private final Map<String, Position> places = new HashMap<>();
    private Optional<DefaultAction> defaultAction = Optional.empty();
    private PassingOverrides impersonation = PassingOverrides.NONE;
    private boolean isUsed;
    private boolean isFull;

    ScopeDraft(Limits limits) {
        this.limits = limits;
    }

    /** Says that a document belongs to it, whatever is in it. */
    void use() {
        isUsed = true;
    }

    boolean isUsed() {
        return isUsed;
    }

    /** Whether there is room for another rule; the first one without is reported. */
    boolean hasRoom(Position at, Faults faults) {
        if (rules.size() >= limits.rules() && !isFull) {
            isFull = true;
            faults.error(
                    "TooManyRules",
                    at,
                    "rule number %d (expected: at most %d in one scope, the limit rules)"
                            .formatted(rules.size() + 1, limits.rules()));
        }
        return !isFull;
    }

    void rule(RuleDraft draft) {
        rules.add(draft);
    }

    /** Takes the name of a rule, and reports that another one has it. */
    void name(ScalarText name, Faults faults) {
        Position first = names.putIfAbsent(name.value(), name.at());
        if (first != null) {
            faults.error(
                    "DuplicateName",
                    name.at(),
                    "name: %s is taken (expected: unique in the scope; first: %s)"
                            .formatted(Shown.value(name.value()), first));
        }
    }

    void defaultAction(DefaultAction action, Position at, Faults faults) {
        once("spec.defaultAction", at, faults);
        defaultAction = defaultAction.or(() -> Optional.of(action));
    }

    void impersonation(PassingOverrides overrides, Position at, Faults faults) {
        once("spec.impersonation", at, faults);
        impersonation = impersonation.equals(PassingOverrides.NONE) ? overrides : impersonation;
    }

    private void once(String field, Position at, Faults faults) {
        Position first = places.putIfAbsent(field, at);
        if (first != null) {
            faults.error(
                    "GivenTwice",
                    at,
                    "%s: given in another document too (expected: in one; first: %s)".formatted(field, first));
        }
    }

    RulesDraft build() {
        return new RulesDraft(rules, defaultAction, impersonation);
    }
}

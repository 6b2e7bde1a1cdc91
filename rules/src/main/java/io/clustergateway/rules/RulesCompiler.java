package io.clustergateway.rules;

import static java.util.Objects.requireNonNull;

import io.clustergateway.rules.cel.Language;
import io.clustergateway.rules.document.Reading;
import io.clustergateway.rules.document.RuleDraft;
import io.clustergateway.rules.document.RulesDraft;
import io.clustergateway.rules.document.RulesReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Rule texts → compiled rules, or every fault in them at once. Safe to use from any thread; takes milliseconds. */
public final class RulesCompiler {
    private final RulesReader reader;
    private final RuleCompiler compiler;

    /**
     * A compiler; making the first one takes a tenth of a second, so keep it.
     *
     * @param limits of texts, rules and evaluation
     * @param allowPrivileged whether {@code PrivilegedIdentityExchanger} may be used; otherwise it is a fault
     */
    public RulesCompiler(Limits limits, boolean allowPrivileged) {
        this(limits, allowPrivileged, true);
    }

    /**
     * A compiler.
     *
     * @param isChecking as in {@link Language#Language(Limits, boolean)}
     */
    RulesCompiler(Limits limits, boolean allowPrivileged, boolean isChecking) {
        requireNonNull(limits, "limits");
        this.reader = new RulesReader(limits, allowPrivileged);
        this.compiler = new RuleCompiler(new Language(limits, isChecking), limits);
    }

    /**
     * Compiles the texts of one scope as one rule set, in the order given. No text at all is a set without rules; an empty
     * text is a fault.
     *
     * @return never throws for anything in the texts
     */
    public Compilation compile(Scope scope, List<RuleSource> sources) {
        requireNonNull(scope, "scope");
        Reading reading = reader.read(scope, sources);
        ExpressionFaults faults = new ExpressionFaults(sources, reading.findings());
        List<CompiledRule> live = compiled(reading.live(), faults);
        Optional<List<CompiledRule>> shadow = reading.shadow().map(draft -> compiled(draft, faults));
        if (faults.areErrors()) {
            return new Compilation(Optional.empty(), Optional.empty(), faults.inOrder());
        }
        return new Compilation(
                Optional.of(ruleSet(live, reading.live(), sources, reading.shadow())),
                shadow.map(
                        rules -> ruleSet(rules, reading.shadow().orElseThrow(), sources, Optional.of(reading.live()))),
                faults.inOrder());
    }

    /** In the order of asking: the higher priority first, then the earlier line. */
    private List<CompiledRule> compiled(RulesDraft draft, ExpressionFaults faults) {
        List<CompiledRule> rules = new ArrayList<>();
        for (RuleDraft rule : draft.rules()) {
            compiler.compile(rule, faults)
                    .ifPresentOrElse(
                            rules::add, () -> faults.require(rule.rule().at()));
        }
        rules.sort(Comparator.comparingInt((CompiledRule rule) -> rule.rule().priority())
                .reversed());
        return rules;
    }

    private static RuleSet ruleSet(
            List<CompiledRule> rules, RulesDraft draft, List<RuleSource> sources, Optional<RulesDraft> other) {
        Set<String> others = other.map(RulesCompiler::sourcesOf).orElse(Set.of());
        Set<String> own = sourcesOf(draft);
        List<RuleSource> made = sources.stream()
                .filter(source -> own.contains(source.name()) || !others.contains(source.name()))
                .toList();
        return new RuleSet(TextVersion.of(made), rules, draft.defaultAction(), draft.impersonation());
    }

    private static Set<String> sourcesOf(RulesDraft draft) {
        return draft.rules().stream().map(rule -> rule.rule().at().source()).collect(Collectors.toSet());
    }
}

package io.clustergateway.rules.tools.lint;

import static java.util.Comparator.comparingInt;

import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.Scope;
import io.clustergateway.rules.document.Reading;
import io.clustergateway.rules.document.RulesReader;
import io.clustergateway.rules.tools.MemberText;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.cases.CasesReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what is wrong or doubtful in texts: the global rules as one set, each member's own by themselves, cases for their
 * form only.
 */
public final class Linter {
    private final RulesCompiler compiler;
    private final RulesReader reader = new RulesReader(Limits.DEFAULT, true);

    /**
     * A linter.
     *
     * @param allowPrivileged whether privileged rules are in order, as they are with a hub
     */
    public Linter(boolean allowPrivileged) {
        compiler = new RulesCompiler(Limits.DEFAULT, allowPrivileged);
    }

    /**
     * Looks at all of them together. Never throws for anything in them.
     *
     * @param inFolder names of the texts that the gateway would take for rules, because they are in a folder of rules
     */
    public Report lint(List<RuleSource> texts, Set<String> inFolder) {
        RuleTexts sorted = RuleTexts.of(texts);
        List<Finding> findings = new ArrayList<>(sorted.findings());
        Stream.concat(sorted.cases().stream(), sorted.members().stream().map(MemberText::file))
                .map(RuleSource::name)
                .filter(inFolder::contains)
                .distinct()
                .forEach(name -> findings.add(Finding.warning(
                        "NotRules",
                        new Position(name, 1, 1),
                        "no rules, but in a folder of rules (expected: elsewhere; a gateway that is given the folder refuses it)",
                        "")));
        Reading global = reader.read(Scope.GLOBAL, sorted.rules());
        boolean drops = global.live().impersonation().dropSystemGroups().orElse(false);
        findings.addAll(scope(Scope.GLOBAL, sorted.rules(), global, false));
        for (MemberText member : sorted.members()) {
            member.rules()
                    .map(List::of)
                    .ifPresent(rules -> scope(Scope.MEMBER, rules, reader.read(Scope.MEMBER, rules), drops)
                            .forEach(finding -> findings.add(member.inFile(finding))));
        }
        sorted.cases().forEach(text -> findings.addAll(CasesReader.read(text).findings()));
        List<String> names = texts.stream().map(RuleSource::name).toList();
        findings.sort(
                comparingInt((Finding finding) -> names.indexOf(finding.at().source()))
                        .thenComparingInt(finding -> finding.at().line())
                        .thenComparingInt(finding -> finding.at().column()));
        return new Report(findings);
    }

    /** Faults, and without any of them warnings: about rules that are not what they shall be, these would mislead. */
    private List<Finding> scope(Scope scope, List<RuleSource> sources, Reading reading, boolean dropsSystemGroups) {
        Compilation compilation = compiler.compile(scope, sources);
        if (!compilation.errors().isEmpty()) {
            return compilation.findings();
        }
        ScopeLint lint = new ScopeLint(sources, compiler).look(reading.live(), dropsSystemGroups);
        reading.shadow().ifPresent(shadow -> lint.look(shadow, dropsSystemGroups));
        return Stream.concat(compilation.findings().stream(), lint.warnings().stream())
                .toList();
    }
}

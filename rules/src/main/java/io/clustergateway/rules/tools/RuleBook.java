package io.clustergateway.rules.tools;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.RuleSet;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.RulesInForce;
import io.clustergateway.rules.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Global and members' rules, compiled.
 *
 * @param global as the gateway would have them in force; without rules where anything is wrong
 * @param shadow the global set that is only compared; empty for none
 * @param members own rules by member
 * @param facts of the members that are described
 * @param findings in all texts, at their places in the files
 */
public record RuleBook(
        RuleSet global,
        Optional<RuleSet> shadow,
        Map<String, RuleSet> members,
        Map<String, ClusterFacts> facts,
        List<Finding> findings) {
    /** Copies what it is given. */
    public RuleBook {
        members = Map.copyOf(members);
        facts = Map.copyOf(facts);
        findings = List.copyOf(findings);
    }

    /** Compiles all of it, whatever is wrong with a part. */
    public static RuleBook of(RulesCompiler compiler, RuleTexts texts) {
        List<Finding> findings = new ArrayList<>(texts.findings());
        Compilation global = compiler.compile(Scope.GLOBAL, texts.rules());
        findings.addAll(global.findings());
        Map<String, RuleSet> members = new HashMap<>();
        Map<String, ClusterFacts> facts = new HashMap<>();
        for (MemberText member : texts.members()) {
            facts.put(member.name(), member.facts());
            member.rules().ifPresent(rules -> {
                Compilation own = compiler.compile(Scope.MEMBER, List.of(rules));
                own.findings().forEach(finding -> findings.add(member.inFile(finding)));
                own.rules().ifPresent(set -> members.put(member.name(), set));
            });
        }
        return new RuleBook(
                global.rules().orElse(RuleSet.empty(Scope.GLOBAL)), global.shadow(), members, facts, findings);
    }

    /** The findings for which the gateway would not take these texts. */
    public List<Finding> errors() {
        return findings.stream().filter(Finding::isError).toList();
    }

    /** What decides at a member. */
    public RulesInForce at(String member) {
        return new RulesInForce(Optional.ofNullable(members.get(member)), global);
    }

    /** The same with the shadow rules in force, and without them where there are none. */
    public RuleBook inShadow() {
        return new RuleBook(shadow.orElse(RuleSet.empty(Scope.GLOBAL)), Optional.empty(), members, facts, findings);
    }

    /** What is known of a member: nothing but its name when it is not described. */
    public ClusterFacts factsOf(String member) {
        return facts.getOrDefault(member, new ClusterFacts(member, Map.of(), "", ""));
    }
}

package io.clustergateway.audit;

import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.TextLines;
import io.clustergateway.rules.document.yaml.TreeReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The text of a policy file → its rules; every fault at once, each with its place. */
final class PolicyReader {
    private static final List<String> POLICY =
            List.of("apiVersion", "kind", "metadata", "omitStages", "omitManagedFields", "rules");
    private static final List<String> RULE = List.of(
            "level",
            "users",
            "userGroups",
            "verbs",
            "resources",
            "namespaces",
            "nonResourceURLs",
            "omitStages",
            "omitManagedFields");
    private static final List<String> RESOURCES = List.of("group", "resources", "resourceNames");
    private static final List<String> LEVELS = List.of("None", "Metadata", "Request", "RequestResponse");

    private final Faults faults;
    private boolean lowered;

    private PolicyReader(Faults faults) {
        this.faults = faults;
    }

    /**
     * What was read.
     *
     * @param findings none of them an error when the policy may take effect
     */
    record Read(Policy policy, List<Finding> findings) {
        List<String> errors() {
            return findings.stream().filter(Finding::isError).map(Finding::line).toList();
        }

        List<String> warnings() {
            return findings.stream()
                    .filter(finding -> !finding.isError())
                    .map(Finding::line)
                    .toList();
        }
    }

    static Read read(String name, String text) {
        TextLines lines = new TextLines(new RuleSource(name, text));
        Faults faults = new Faults(lines);
        List<Node> documents = TreeReader.read(lines, faults);
        Policy policy = new PolicyReader(faults).policy(documents);
        return new Read(policy, faults.inOrder());
    }

    private Policy policy(List<Node> documents) {
        if (documents.size() != 1) {
            faults.error(
                    "WrongKind", faults.start(), "%d documents (expected: one Policy)".formatted(documents.size()));
            return Policy.DEFAULT;
        }
        Optional<Fields> read = Fields.of(documents.get(0), POLICY, faults);
        if (read.isEmpty()) {
            return Policy.DEFAULT;
        }
        Fields policy = read.get();
        policy.expect("apiVersion", "audit.k8s.io/v1");
        policy.expect("kind", "Policy");
        Set<AuditStage> omitted = stages(policy);
        List<PolicyRule> rules = new ArrayList<>();
        policy.maps("rules", RULE).forEach(rule -> rules.add(rule(rule, omitted)));
        if (rules.isEmpty()) {
            policy.error("rules", "rules: none (expected: one or more)");
        }
        return new Policy(rules);
    }

    private PolicyRule rule(Fields rule, Set<AuditStage> omittedByAll) {
        EnumSet<AuditStage> omitted = EnumSet.noneOf(AuditStage.class);
        omitted.addAll(omittedByAll);
        omitted.addAll(stages(rule));
        List<PolicyRule.Resources> resources = rule.maps("resources", RESOURCES).stream()
                .map(PolicyReader::resources)
                .toList();
        List<String> namespaces = rule.texts("namespaces");
        List<String> urls = rule.texts("nonResourceURLs");
        if (!urls.isEmpty() && !(resources.isEmpty() && namespaces.isEmpty())) {
            rule.error(
                    "nonResourceURLs",
                    "nonResourceURLs beside resources or namespaces (expected: a rule for the one or the other)");
        }
        urls.stream()
                .filter(url -> !isPattern(url))
                .forEach(url -> rule.error(
                        "nonResourceURLs",
                        "nonResourceURLs: %s (expected: *, or a path that begins with / and has * at its end only)"
                                .formatted(url)));
        return new PolicyRule(
                isAudited(rule),
                rule.texts("users"),
                rule.texts("userGroups"),
                rule.texts("verbs"),
                resources,
                namespaces,
                urls,
                Set.copyOf(omitted));
    }

    private boolean isAudited(Fields rule) {
        String level = rule.text("level").orElse("");
        if (!LEVELS.contains(level)) {
            rule.error("level", "level: %s (expected one of: %s)".formatted(level, String.join(", ", LEVELS)));
        }
        if (level.startsWith("Request") && !lowered) {
            lowered = true;
            rule.warn("level", "level: %s (lowered to Metadata here and below: bodies are not read)".formatted(level));
        }
        return !level.equals("None");
    }

    private static PolicyRule.Resources resources(Fields fields) {
        List<String> resources = fields.texts("resources");
        List<String> names = fields.texts("resourceNames");
        String group = fields.text("group").orElse("");
        if (group.contains("/")) {
            fields.error("group", "group: %s (expected: a group without its version)".formatted(group));
        }
        if (resources.isEmpty() && !names.isEmpty()) {
            fields.error("resourceNames", "resourceNames without resources (expected: the resources of that name)");
        }
        return new PolicyRule.Resources(group, resources, names);
    }

    private static Set<AuditStage> stages(Fields fields) {
        EnumSet<AuditStage> stages = EnumSet.noneOf(AuditStage.class);
        for (String name : fields.texts("omitStages")) {
            Arrays.stream(AuditStage.values())
                    .filter(stage -> stage.toString().equals(name))
                    .findFirst()
                    .ifPresentOrElse(
                            stages::add,
                            () -> fields.error(
                                    "omitStages",
                                    "omitStages: %s (expected one of: %s)"
                                            .formatted(name, Arrays.toString(AuditStage.values()))));
        }
        return stages;
    }

    private static boolean isPattern(String url) {
        int star = url.indexOf('*');
        return url.equals("*") || url.startsWith("/") && (star < 0 || star == url.length() - 1);
    }
}

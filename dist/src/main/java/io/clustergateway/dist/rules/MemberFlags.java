package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.MemberText;
import io.clustergateway.rules.tools.RuleTexts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which member, and what is known of it. */
final class MemberFlags {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--cluster", required = true, paramLabel = "NAME", description = "The member.")
    private String name = "";

    @Option(
            names = "--cluster-label",
            paramLabel = "KEY=VALUE",
            description = "A label of the member's Secret, beside those of its manifest; may be given again.")
    private List<String> labels = List.of();

    @Option(names = "--cluster-alias", paramLabel = "NAME", description = "The member's alias.")
    private Optional<String> alias = Optional.empty();

    @Option(names = "--cluster-provider", paramLabel = "NAME", description = "The member's provider.")
    private Optional<String> provider = Optional.empty();

    @Option(
            names = "--member-rules",
            paramLabel = "FILE",
            description = "The member's own rules: a file of rules, or the manifest of its Secret.")
    private Optional<String> rules = Optional.empty();

    String name() {
        return name;
    }

    /** The texts with the member's own rules among them. */
    RuleTexts with(RuleTexts texts) {
        return rules.map(file -> texts.with(own(TextFiles.file(file)))).orElse(texts);
    }

    /** What the manifest says, and over it the flags. */
    ClusterFacts facts(ClusterFacts known) {
        Map<String, String> all = new TreeMap<>(known.labels());
        Pairs.of(spec, "--cluster-label", labels).forEach(pair -> all.put(pair.getKey(), pair.getValue()));
        return new ClusterFacts(name, all, alias.orElse(known.alias()), provider.orElse(known.provider()));
    }

    private MemberText own(RuleSource file) {
        RuleTexts texts = RuleTexts.of(List.of(file));
        Books.refuse(texts.findings());
        if (texts.members().isEmpty()) {
            return MemberText.of(name, file);
        }
        return texts.member(name)
                .orElseThrow(() -> new StartFault("--member-rules: %s describes no member %s (expected: the Secret %s)"
                        .formatted(file.name(), name, name)));
    }
}

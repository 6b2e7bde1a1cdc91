package io.clustergateway.dist.rules;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cluster-gateway rules}. */
@Command(
        name = "rules",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Check, explain and compare the rules that say who callers are at members (docs/rules.md).",
            "",
            "A FILE is a file of rules, or a folder of them, which counts as the gateway counts it: every *.yaml, *.yml and"
                    + " *.json in it. All FILEs together are the global rules. The manifest of a member's Secret describes that"
                    + " member and brings its own rules, those of its annotation. - is standard input.",
            ""
        },
        subcommands = {LintCommand.class, ExplainCommand.class, TestCommand.class, DiffCommand.class, RbacCommand.class
        })
public final class RulesCommand {
    @Mixin
    private Help help = new Help();
}

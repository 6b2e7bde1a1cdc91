package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.rbac.MemberRbac;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway rules rbac}. */
@Command(
        name = "rbac",
        sortOptions = false,
        description = {
            "Print what the credential of a member must be allowed at that member, so that rules can take effect: roles with"
                    + " names where the rules are literal and without where they are not, each with its reason, and their"
                    + " bindings. Nothing is applied.",
            ""
        })
final class RbacCommand implements Callable<Integer> {
    @Mixin
    private Help help = new Help();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description =
                    "For this member only; rules that concern others are left out. Default: one role for all members.")
    private Optional<String> cluster = Optional.empty();

    @Option(
            names = "--subject",
            paramLabel = "USER",
            description =
                    "The credential's user name at the member, such as system:serviceaccount:kube-system:cluster-gateway."
                            + " Default: a service account that is to be replaced.")
    private String subject = MemberRbac.PLACEHOLDER;

    @Option(
            names = "--constrained",
            description = "The form of constrained impersonation (Kubernetes 1.36; 1.35 with its feature gate).")
    private boolean constrained;

    @Option(
            names = "--verb",
            split = ",",
            paramLabel = "VERB",
            description =
                    "With --constrained: what may be done under a borrowed name. Default: get, list, watch, create,"
                            + " update, patch, delete, deletecollection.")
    private List<String> verbs = List.of();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "File or folder of rules, member Secret, or -.")
    private List<String> files = List.of();

    @Override
    public Integer call() {
        if (!constrained && !verbs.isEmpty()) {
            throw new StartFault("--verb: without --constrained (expected: both or none)");
        }
        if (subject.isBlank()) {
            throw new StartFault("--subject: empty (expected: a user name)");
        }
        RuleTexts texts = RuleTexts.of(TextFiles.read(files));
        new Books().compile(texts);
        MemberRbac rbac = constrained
                ? MemberRbac.constrained(cluster, subject, verbs.isEmpty() ? MemberRbac.VERBS : verbs)
                : MemberRbac.classic(cluster, subject);
        PrintWriter out = spec.commandLine().getOut();
        out.print(rbac.of(texts));
        out.flush();
        return 0;
    }
}

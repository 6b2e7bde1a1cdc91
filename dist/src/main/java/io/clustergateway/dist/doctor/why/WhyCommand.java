package io.clustergateway.dist.doctor.why;

import io.clustergateway.kernel.StartFault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway doctor why}. */
@Command(
        name = "why",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Tell the whole way of one request from audit logs: who, as whom at the member, by which rule, how long at each hop,"
                    + " who refused, and what mends it (docs/audit.md).",
            "",
            "Exits with 0 when it was served, with 1 when no log has it, with 2 when it was refused.",
            ""
        })
public final class WhyCommand implements Callable<Integer> {
    private static final int REFUSED = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1",
            paramLabel = "AUDIT-ID",
            description =
                    "The request's Audit-ID: a header of every answer (kubectl -v=8), and auditID in every audit log.")
    private String auditId = "";

    @Option(
            names = "--audit-log",
            paramLabel = "FILE",
            description = "An audit log of the gateway; may be repeated, - is standard input, .gz is unpacked.")
    private List<Path> gateway = new ArrayList<>();

    @Option(names = "--hub-audit-log", paramLabel = "FILE", description = "An audit log of the hub; may be repeated.")
    private List<Path> hub = new ArrayList<>();

    @Option(
            names = "--member-audit-log",
            paramLabel = "FILE",
            description = "An audit log of the member; may be repeated.")
    private List<Path> member = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "Print JSON instead of words.")
    private String output = "";

    @Override
    public Integer call() {
        if (!List.of("", "json").contains(output)) {
            throw new StartFault("--output: %s (expected: json)".formatted(output));
        }
        if (gateway.isEmpty() && hub.isEmpty() && member.isEmpty()) {
            throw new StartFault("--audit-log: not given (expected: one audit log or more)");
        }
        Story story = new Story(
                auditId,
                Facts.of(EventFiles.find(auditId, hub)),
                Facts.of(EventFiles.find(auditId, gateway)),
                Facts.of(EventFiles.find(auditId, member)));
        if (!story.isKnown()) {
            throw new StartFault("%s: in none of these audit logs (expected: the auditID of a request that is)"
                    .formatted(auditId.replaceAll("\\p{Cntrl}", " ")));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output.equals("json")) {
            out.println(story.json().encodePrettily());
        } else {
            story.words().forEach(out::println);
        }
        out.flush();
        return story.isRefused() ? REFUSED : 0;
    }
}

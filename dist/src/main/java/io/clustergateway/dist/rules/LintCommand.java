package io.clustergateway.dist.rules;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.lint.Linter;
import io.clustergateway.rules.tools.lint.Report;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway rules lint}. */
@Command(
        name = "lint",
        sortOptions = false,
        description = {
            "Find every fault in rules, and what their author hardly meant.",
            "",
            "Exits with 0 when there are warnings at most, with 1 when there are errors. All FILEs together are one set of"
                    + " rules; the annotation of each member Secret is another one.",
            ""
        })
final class LintCommand implements Callable<Integer> {
    @Mixin
    private Help help = new Help();

    @Mixin
    private Output output = new Output();

    @Option(names = "--strict", description = "Exit with 1 when there are warnings.")
    private boolean strict;

    @Option(
            names = "--without-hub",
            description = "Take privileged rules for faults, as a gateway with --clusters-from does.")
    private boolean withoutHub;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "File or folder of rules, member Secret, cases, or -.")
    private List<String> files = List.of();

    @Override
    public Integer call() {
        Report report = new Linter(!withoutHub).lint(TextFiles.read(files), inFolders());
        output.print(() -> words(report), () -> json(report));
        boolean isBad = report.errors() > 0 || strict && report.warnings() > 0;
        return isBad ? 1 : 0;
    }

    private Set<String> inFolders() {
        return files.stream()
                .filter(TextFiles::isFolder)
                .flatMap(folder -> TextFiles.read(List.of(folder)).stream())
                .map(RuleSource::name)
                .collect(Collectors.toSet());
    }

    private static List<String> words(Report report) {
        List<String> lines = new ArrayList<>();
        report.findings().forEach(finding -> lines.add(finding.toString()));
        lines.add("%s, %s".formatted(counted(report.errors(), "error"), counted(report.warnings(), "warning")));
        return lines;
    }

    private static String counted(long count, String what) {
        return count == 1 ? "1 " + what : "%d %ss".formatted(count, what);
    }

    private static JsonObject json(Report report) {
        JsonArray findings = new JsonArray();
        report.findings().forEach(finding -> findings.add(json(finding)));
        return new JsonObject()
                .put("errors", report.errors())
                .put("warnings", report.warnings())
                .put("findings", findings);
    }

    private static JsonObject json(Finding finding) {
        return new JsonObject()
                .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("code", finding.code())
                .put("file", finding.at().source())
                .put("line", finding.at().line())
                .put("column", finding.at().column())
                .put("message", finding.message())
                .put("excerpt", finding.excerpt());
    }
}

package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.YamlText;
import io.clustergateway.dist.cluster.member.MemberSecret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** {@code --dry-run} and {@code -o}, and what is said when a command has done its work. */
final class ChangeFlags {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--dry-run",
            paramLabel = "none|client|server",
            converter = DryRuns.class,
            description = "client: send nothing that would write. server: let the servers check it and forget it.")
    private DryRun dryRun = DryRun.NONE;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|yaml|name",
            converter = Formats.class,
            description =
                    "Print the member's Secret (join: a List of all that it made), without its credential, or its name.")
    private String format = "";

    DryRun dryRun() {
        return dryRun;
    }

    /** Says what was done to a member, or prints its Secret. */
    void print(JsonObject secret, String done) {
        print(secret, MemberSecret.shown(secret), done);
    }

    /** Says what was done to a member, or prints a List of what was made at the member and the Secret at the hub, in this order. */
    void printAll(List<JsonObject> atMember, JsonObject secret, String done) {
        JsonArray items = new JsonArray();
        atMember.forEach(object -> items.add(MemberSecret.shown(object)));
        items.add(MemberSecret.shown(secret).put("apiVersion", "v1").put("kind", "Secret"));
        print(
                secret,
                new JsonObject().put("apiVersion", "v1").put("kind", "List").put("items", items),
                done);
    }

    private void print(JsonObject secret, JsonObject shown, String done) {
        PrintWriter out = spec.commandLine().getOut();
        String name = secret.getJsonObject("metadata").getString("name");
        switch (format) {
            case "json" -> out.println(shown.encodePrettily());
            case "yaml" -> out.print(YamlText.write(shown));
            case "name" -> out.println("clustergateway.cluster.core.oam.dev/" + name);
            default -> out.println("clustergateway/%s %s%s".formatted(name, done, dryRun.suffix()));
        }
        out.flush();
    }

    /** A line of progress. */
    void progress(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    static final class DryRuns implements ITypeConverter<DryRun> {
        @Override
        public DryRun convert(String value) {
            for (DryRun run : DryRun.values()) {
                if (run.name().equals(value.toUpperCase(Locale.ROOT))) {
                    return run;
                }
            }
            throw new TypeConversionException(value + " (expected: none, client or server)");
        }
    }

    static final class Formats implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!value.matches("json|yaml|name")) {
                throw new TypeConversionException(value + " (expected: json, yaml or name)");
            }
            return value;
        }
    }
}

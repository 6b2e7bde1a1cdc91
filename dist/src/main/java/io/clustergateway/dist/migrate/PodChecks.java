package io.clustergateway.dist.migrate;

import io.clustergateway.dist.doctor.Installation;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pod around the program: image, command, memory, probes. */
final class PodChecks {
    /** What the chart asks for. */
    private static final long LEAST_MEMORY = 256L << 20;

    private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)(|[KMGT]i|[kMGT])");
    private static final Map<String, Long> UNITS = Map.of(
            "",
            1L,
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30,
            "Ti",
            1L << 40,
            "k",
            1_000L,
            "M",
            1_000_000L,
            "G",
            1_000_000_000L,
            "T",
            1_000_000_000_000L);

    private final JsonObject deployment;
    private final JsonObject container;
    private final String namespace;
    private final String name;

    PodChecks(JsonObject deployment) {
        this.deployment = deployment;
        this.container = Installation.container(deployment).orElseGet(JsonObject::new);
        this.namespace = Paper.text(deployment, "metadata", "namespace");
        this.name = Paper.text(deployment, "metadata", "name");
    }

    List<Check> look() {
        List<Check> checks = new ArrayList<>();
        checks.add(image());
        command().ifPresent(checks::add);
        memory().ifPresent(checks::add);
        checks.add(probes());
        return checks;
    }

    private Check image() {
        return Check.ok(
                "program.image",
                "%s; the swap: kubectl -n %s set image deployment/%s %s=IMAGE"
                        .formatted(Paper.text(container, "image"), namespace, name, Paper.text(container, "name")));
    }

    private Optional<Check> command() {
        List<String> command = Paper.texts(container, "command");
        if (command.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Check.fault(
                "program.command",
                "command: " + command,
                "this image has no %s; its own entry point starts the program".formatted(command.get(0)),
                patch("json", arguments())));
    }

    private Optional<Check> memory() {
        String limit = Paper.text(container, "resources", "limits", "memory");
        Optional<BigDecimal> bytes = bytes(limit);
        if (bytes.isEmpty() || bytes.get().compareTo(BigDecimal.valueOf(LEAST_MEMORY)) >= 0) {
            return Optional.empty();
        }
        return Optional.of(Check.fault(
                "program.memory",
                "limits.memory: " + limit,
                "a Java program needs more than a Go program of the same work: at least 256Mi, and 512Mi in the chart",
                "kubectl -n %s set resources deployment %s -c %s --requests=memory=256Mi --limits=memory=512Mi"
                        .formatted(namespace, name, Paper.text(container, "name"))));
    }

    private Check probes() {
        String id = "program.probes";
        if (container.containsKey("readinessProbe")) {
            return Check.ok(id, "it has a readiness probe");
        }
        String patch = """
                {"spec":{"template":{"spec":{"containers":[{"name":"%s","readinessProbe":{"httpGet":{"path":"/readyz","port":%s,"scheme":"HTTPS"},"periodSeconds":5,"timeoutSeconds":5}}]}}}}""".formatted(Paper.text(container, "name"), port());
        return Check.warning(
                id,
                "no readiness probe",
                "the Service turns to a pod before the program in it listens, which takes a second or two longer here",
                patch("strategic", patch));
    }

    /** The words after the program's name become the arguments of this image's own program. */
    private String arguments() {
        String path = "/spec/template/spec/containers/0/";
        return new JsonArray()
                .add(new JsonObject().put("op", "remove").put("path", path + "command"))
                .add(new JsonObject()
                        .put("op", "add")
                        .put("path", path + "args")
                        .put("value", new JsonArray(Installation.arguments(deployment))))
                .encode();
    }

    private String patch(String type, String patch) {
        return "kubectl -n %s patch deployment %s --type=%s -p '%s'"
                .formatted(namespace, name, type, patch.replace("'", "'\\''"));
    }

    private String port() {
        return Paper.items(container, "ports").stream()
                .map(port -> Paper.text(port, "containerPort"))
                .findFirst()
                .orElse("9443");
    }

    private static Optional<BigDecimal> bytes(String quantity) {
        Matcher matcher = QUANTITY.matcher(quantity);
        return matcher.matches()
                ? Optional.of(
                        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(UNITS.get(matcher.group(2)))))
                : Optional.empty();
    }
}

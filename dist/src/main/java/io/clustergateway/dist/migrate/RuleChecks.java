package io.clustergateway.dist.migrate;

import io.clustergateway.dist.doctor.Installation;
import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.tools.lint.Linter;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Identity rules, of the mounted file and of members' annotations, as this program reads them. */
final class RuleChecks {
    private static final String ANNOTATION = "cluster.core.oam.dev/cluster-gateway-proxy-configuration";
    private static final String REORDERED = "ReorderedByPriority";

    private final Asked hub;
    private final Installation installation;

    RuleChecks(Asked hub, Installation installation) {
        this.hub = hub;
        this.installation = installation;
    }

    List<Check> look(List<JsonObject> members) {
        List<Check> checks = new ArrayList<>();
        installation
                .settings()
                .rules()
                .ifPresentOrElse(
                        path -> checks.addAll(mounted(path)),
                        () -> checks.add(Check.ok("rules.global", "none: no --cluster-gateway-proxy-config")));
        for (JsonObject member : members) {
            String text = Paper.text(member, "metadata", "annotations", ANNOTATION);
            if (!text.isBlank()) {
                String name = "annotation of " + Paper.text(member, "metadata", "name");
                checks.addAll(lint("rules.member", name, manifest(member, text)));
            }
        }
        return checks;
    }

    private List<Check> mounted(String path) {
        Optional<JsonObject> pod =
                installation.deployment().map(found -> Paper.object(found, "spec", "template", "spec"));
        Optional<Mount> mount = pod.flatMap(found -> Mount.of(found, path));
        if (mount.isEmpty()) {
            return List.of(Check.skipped("rules.global", path + ": no ConfigMap is mounted there"));
        }
        String namespace = Paper.text(installation.deployment().orElseThrow(), "metadata", "namespace");
        Optional<JsonObject> configMap = hub.glimpse("/api/v1/namespaces/%s/configmaps/%s"
                .formatted(namespace, mount.get().configMap()));
        if (configMap.isEmpty()) {
            return List.of(Check.skipped(
                    "rules.global",
                    "ConfigMap %s/%s is not there, or you may not see it"
                            .formatted(namespace, mount.get().configMap())));
        }
        List<Check> checks = new ArrayList<>();
        Paper.object(configMap.get(), "data").forEach(file -> {
            if (mount.get().file().filter(name -> !name.equals(file.getKey())).isEmpty()) {
                String name = "%s of ConfigMap %s"
                        .formatted(file.getKey(), mount.get().configMap());
                checks.addAll(lint("rules.global", name, String.valueOf(file.getValue())));
            }
        });
        return checks.isEmpty()
                ? List.of(Check.fault(
                        "rules.global",
                        "%s: not in ConfigMap %s".formatted(path, mount.get().configMap()),
                        "without its rules this program answers no request for members (503 RulesInvalid)",
                        "put the file there, or take --cluster-gateway-proxy-config out"))
                : checks;
    }

    private static List<Check> lint(String id, String name, String text) {
        List<Finding> findings = new Linter(true)
                .lint(List.of(new RuleSource(name, text)), Set.of())
                .findings();
        List<Check> checks = new ArrayList<>();
        for (Finding finding : findings) {
            String seen = Paper.oneLine(finding.at() + ": " + finding.message());
            if (finding.isError()) {
                checks.add(Check.fault(
                        id,
                        seen,
                        "the Go program takes such rules for something else or for nothing; here none of this text is in force and"
                                + " requests that need it are 503 RulesInvalid",
                        "correct it; cluster-gateway rules lint FILE says the same of a file"));
            } else if (finding.code().equals(REORDERED)) {
                checks.add(Check.warning(
                        id, seen, "another rule may decide", "leave priorities out, or order the text by them"));
            }
        }
        return checks.isEmpty() ? List.of(Check.ok(id, name + ": decides as before")) : checks;
    }

    /** A Secret's manifest without anything secret, as the linter takes members. */
    private static String manifest(JsonObject member, String rules) {
        JsonObject metadata = new JsonObject()
                .put("name", Paper.text(member, "metadata", "name"))
                .put("labels", Paper.object(member, "metadata", "labels"))
                .put("annotations", new JsonObject().put(ANNOTATION, rules));
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("metadata", metadata)
                .encodePrettily();
    }

    /**
     * A ConfigMap in a pod's files.
     *
     * @param file in it; empty for all of them
     */
    private record Mount(String configMap, Optional<String> file) {
        static Optional<Mount> of(JsonObject pod, String path) {
            JsonObject container =
                    Paper.items(pod, "containers").stream().findFirst().orElseGet(JsonObject::new);
            for (JsonObject mount : Paper.items(container, "volumeMounts")) {
                String folder = Paper.text(mount, "mountPath").replaceAll("/+$", "");
                String subPath = Paper.text(mount, "subPath");
                Optional<String> configMap = configMap(pod, Paper.text(mount, "name"));
                if (configMap.isPresent() && path.equals(folder)) {
                    return Optional.of(
                            new Mount(configMap.get(), Optional.of(subPath).filter(name -> !name.isEmpty())));
                }
                if (configMap.isPresent() && path.startsWith(folder + "/")) {
                    return Optional.of(new Mount(configMap.get(), Optional.of(path.substring(folder.length() + 1))));
                }
            }
            return Optional.empty();
        }

        private static Optional<String> configMap(JsonObject pod, String volume) {
            return Paper.items(pod, "volumes").stream()
                    .filter(found -> Paper.text(found, "name").equals(volume))
                    .map(found -> Paper.text(found, "configMap", "name"))
                    .filter(name -> !name.isEmpty())
                    .findFirst();
        }
    }
}

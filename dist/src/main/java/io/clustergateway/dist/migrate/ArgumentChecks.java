package io.clustergateway.dist.migrate;

import io.clustergateway.dist.doctor.GatewaySettings;
import io.clustergateway.dist.report.Check;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The Deployment's arguments as this program takes them. */
final class ArgumentChecks {
    private ArgumentChecks() {}

    static List<Check> look(StartLine line, GatewaySettings settings) {
        List<Check> checks = new ArrayList<>();
        checks.add(
                Check.ok("program.arguments.taken", line.taken().isEmpty() ? "none" : String.join(" ", line.taken())));
        for (String refused : line.refused()) {
            checks.add(Check.fault(
                    "program.arguments.refused",
                    refused,
                    "this program does not start with it",
                    "take it out of the Deployment's arguments, or correct it (cluster-gateway serve --help)"));
        }
        for (String ignored : line.ignored()) {
            checks.add(Check.warning(
                    "program.arguments.ignored",
                    ignored,
                    "it is accepted, warned of once at the start, and does nothing",
                    "nothing needs to be done; it may be taken out"));
        }
        checks.add(identity(settings));
        checks.addAll(port(line.tree()));
        return checks;
    }

    private static Check identity(GatewaySettings settings) {
        String id = "program.identity-passing";
        return settings.passing()
                ? Check.ok(id, "on, here as there")
                : Check.warning(
                        id,
                        "off: callers act at members as the members' credentials",
                        "so it stays with the same arguments; the chart's default is on, and callers are then themselves at"
                                + " members and need rights there",
                        "helm upgrade … --set identityPassing=false keeps it; docs/rules.md for turning it on later");
    }

    private static List<Check> port(JsonObject tree) {
        Object port = tree.getJsonObject("serving", new JsonObject()).getValue("securePort");
        String text = port == null ? "443" : String.valueOf(port);
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) == 0 || Integer.parseInt(text) >= 1024) {
            return List.of();
        }
        return List.of(Check.warning(
                "program.port",
                "--secure-port=" + text,
                "the image runs as user 65532, which may not listen below 1024 on every node",
                "--secure-port=9443, and targetPort: 9443 in the Service"));
    }
}

package io.clustergateway.dist.packed;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The CycloneDX document inside the runnable jar. */
record BillOfMaterials(List<Component> components) {
    static final String ENTRY = "META-INF/sbom/cluster-gateway.cdx.json";

    private static final String OURS = "io.clustergateway";

    /** One jar; {@code licences} by SPDX id, or by name where there is none. */
    record Component(String group, String name, String version, String sha256, List<String> licences) {
        boolean isOurs() {
            return group.equals(OURS);
        }

        String coordinates() {
            return group + ":" + name + ":" + version;
        }
    }

    static BillOfMaterials of(ZipFile jar) throws IOException {
        ZipEntry packed = jar.getEntry(ENTRY);
        if (packed == null) {
            throw new IOException("no %s in %s (mend: build without Maven's -o, with which CycloneDX makes none)"
                    .formatted(ENTRY, jar.getName()));
        }
        try (InputStream entry = jar.getInputStream(packed)) {
            JsonObject document = new JsonObject(new String(entry.readAllBytes(), StandardCharsets.UTF_8));
            return new BillOfMaterials(objects(document.getJsonArray("components"))
                    .map(BillOfMaterials::component)
                    .toList());
        }
    }

    private static Component component(JsonObject component) {
        String sha256 = objects(component.getJsonArray("hashes", new JsonArray()))
                .filter(hash -> hash.getString("alg").equals("SHA-256"))
                .map(hash -> hash.getString("content"))
                .findFirst()
                .orElse("");
        List<String> licences = objects(component.getJsonArray("licenses", new JsonArray()))
                .flatMap(BillOfMaterials::licence)
                .toList();
        return new Component(
                component.getString("group"),
                component.getString("name"),
                component.getString("version"),
                sha256,
                licences);
    }

    /** An expression such as {@code EPL-2.0 OR Apache-2.0} is a choice. */
    private static Stream<String> licence(JsonObject choice) {
        if (choice.containsKey("expression")) {
            return Stream.of(choice.getString("expression").split("\\s+OR\\s+"));
        }
        JsonObject licence = choice.getJsonObject("license");
        return Stream.of(licence.getString("id", licence.getString("name", "")));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }
}

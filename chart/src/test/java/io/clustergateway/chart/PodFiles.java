package io.clustergateway.chart;

import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files that a kubelet would mount into a pod, below a folder of this machine.
 *
 * @param moved by path in the pod, path here; and by the hub's address in the pod, that from here
 * @param kubeconfig of the pod's ServiceAccount, for programs that take the pod's own account without being told
 */
record PodFiles(Map<String, String> moved, Path kubeconfig) {

    private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String HUB = "https://kubernetes.default.svc";

    /** Of a pod in {@link Manifests#NAMESPACE}, whose Secrets and ConfigMaps the hub has. */
    static PodFiles unpack(RealApiServer hub, JsonObject spec, Path folder) {
        HubRelease release = new HubRelease(hub);
        PodFiles files = new PodFiles(new LinkedHashMap<>(), folder.resolve("account.kubeconfig"));
        String token = hub.createServiceAccountToken(Manifests.NAMESPACE, spec.getString("serviceAccountName"));
        files.moved.put(HUB, hub.url());
        files.mount(ACCOUNT, folder.resolve("account"), Map.of("token", token, "ca.crt", hub.caPem()));
        Kubeconfig.of(hub.url(), hub.caPem(), token).writeTo(files.kubeconfig);
        JsonArray mounts = spec.getJsonArray("containers").getJsonObject(0).getJsonArray("volumeMounts");
        objects(mounts).forEach(mount -> {
            String name = mount.getString("name");
            JsonObject volume = objects(spec.getJsonArray("volumes"))
                    .filter(each -> each.getString("name").equals(name))
                    .findFirst()
                    .orElseThrow();
            if (!volume.containsKey("emptyDir") && !mount.getString("mountPath").equals(ACCOUNT)) {
                files.mount(mount.getString("mountPath"), folder.resolve(name), content(release, volume));
            }
        });
        return files;
    }

    /** The same text of here. */
    String moved(String text) {
        String here = text;
        for (Map.Entry<String, String> place : moved.entrySet()) {
            here = here.replace(place.getKey(), place.getValue());
        }
        return here;
    }

    private void mount(String place, Path folder, Map<String, String> content) {
        moved.put(place, folder.toString());
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : content.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), moved(file.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> content(HubRelease release, JsonObject volume) {
        Map<String, String> files = new LinkedHashMap<>();
        if (volume.containsKey("secret")) {
            release.secret(volume.getJsonObject("secret").getString("secretName"))
                    .getJsonObject("data")
                    .forEach(file -> files.put(file.getKey(), decoded((String) file.getValue())));
        } else {
            release.configMap(volume.getJsonObject("configMap").getString("name"))
                    .getJsonObject("data")
                    .forEach(file -> files.put(file.getKey(), (String) file.getValue()));
        }
        return files;
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }
}

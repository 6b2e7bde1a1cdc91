package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** A kubeconfig in the making; the first context becomes the current one. Everything is inlined. */
public final class Kubeconfig {

    private final ObjectNode root =
            Json.object().put("apiVersion", "v1").put("kind", "Config").put("current-context", "");

    /** Adds cluster, user and context, all called {@code name}. */
    public Kubeconfig context(String name, String server, String authorityPem, Credential credential) {
        ObjectNode cluster = Json.object().put("server", server);
        cluster.put("certificate-authority-data", base64(authorityPem));
        add("clusters", name, "cluster", cluster);
        add("users", name, "user", user(credential));
        add("contexts", name, "context", Json.object().put("cluster", name).put("user", name));
        if (root.path("current-context").asText().isEmpty()) {
            root.put("current-context", name);
        }
        return this;
    }

    private void add(String list, String name, String field, ObjectNode value) {
        root.withArrayProperty(list).addObject().put("name", name).set(field, value);
    }

    private static ObjectNode user(Credential credential) {
        if (credential instanceof Credential.Token token) {
            return Json.object().put("token", token.token());
        }
        Credential.ClientCertificate certificate = (Credential.ClientCertificate) credential;
        return Json.object()
                .put("client-certificate-data", base64(certificate.issued().certificatePem()))
                .put("client-key-data", base64(certificate.issued().keyPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public String yaml() {
        try {
            return Json.YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the file, readable by its owner only, and gives it back. */
    public Path writeTo(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, yaml());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.clustergateway.status;

import io.clustergateway.kernel.contract.PageAnswer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The page's files, of the jar. They hold nothing of this gateway and are for everybody. The page may load its own files
 * and nothing else, run no text as HTML or script, send no form and stand in no frame.
 */
final class PageFiles {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";
    private static final String ROOT = "/ui/";

    private final Map<String, PageAnswer> files = new HashMap<>();

    private PageFiles() {}

    /** Reads them; blocks. */
    static PageFiles read() {
        PageFiles read = new PageFiles();
        read.add("", "index.html", "text/html; charset=utf-8");
        read.add("status.css", "status.css", "text/css; charset=utf-8");
        read.add("status.js", "status.js", "text/javascript; charset=utf-8");
        read.add("icon.svg", "icon.svg", "image/svg+xml");
        Map<String, String> redirect = new HashMap<>(headers("text/plain; charset=utf-8", "no-store"));
        redirect.put("location", ROOT);
        read.files.put("/ui", new PageAnswer(307, redirect, Buffer.buffer()));
        return read;
    }

    Optional<PageAnswer> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Headers that every answer of the page has. */
    static Map<String, String> headers(String contentType, String cacheControl) {
        return Map.of(
                "content-type", contentType,
                "cache-control", cacheControl,
                "content-security-policy", POLICY,
                "x-content-type-options", "nosniff",
                "x-frame-options", "DENY",
                "referrer-policy", "no-referrer",
                "cross-origin-opener-policy", "same-origin",
                "cross-origin-resource-policy", "same-origin");
    }

    private void add(String path, String name, String contentType) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            Buffer body = Buffer.buffer(in.readAllBytes());
            files.put(ROOT + path, new PageAnswer(200, headers(contentType, "no-cache"), body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

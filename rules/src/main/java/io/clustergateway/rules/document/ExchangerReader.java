package io.clustergateway.rules.document;

import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the fields of an external rule. */
final class ExchangerReader {
    static final List<String> FIELDS =
            List.of("url", "allowInsecureURL", "timeout", "caFile", "clientCertificateFile", "clientKeyFile", "maxTTL");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_TTL = Duration.ofMinutes(5);
    /** Stands for a URL that could not be read; a text with faults never takes effect. */
    private static final URI UNREADABLE = URI.create("https://unreadable.invalid/");

    private final Section rule;
    private final Faults faults;
    private final ValueReader values;

    private ExchangerReader(Section rule) {
        this.rule = rule;
        faults = rule.faults();
        values = new ValueReader(rule);
    }

    static ExternalExchanger read(Section rule) {
        return new ExchangerReader(rule).read();
    }

    private ExternalExchanger read() {
        rule.require("url", "the https URL of the exchanger");
        pair("clientCertificateFile", "clientKeyFile");
        pair("clientKeyFile", "clientCertificateFile");
        boolean allowInsecure = values.flag("allowInsecureURL").orElse(false);
        return new ExternalExchanger(
                rule.text("url").flatMap(url -> url(url, allowInsecure)).orElse(UNREADABLE),
                values.duration("timeout", "100ms", "9s").orElse(TIMEOUT),
                rule.text("caFile").map(ScalarText::value),
                rule.text("clientCertificateFile").map(ScalarText::value),
                rule.text("clientKeyFile").map(ScalarText::value),
                values.duration("maxTTL", "0s", "1h").orElse(MAX_TTL));
    }

    private void pair(String given, String missing) {
        if (rule.has(given) && !rule.has(missing)) {
            faults.error(
                    "MissingField",
                    rule.place(given),
                    "%s: missing (expected: given together with %s)".formatted(missing, given));
        }
    }

    private Optional<URI> url(ScalarText text, boolean allowInsecure) {
        URI url;
        try {
            url = new URI(text.value());
        } catch (URISyntaxException e) {
            return invalid(text, "a URL such as https://exchanger.example/");
        }
        boolean isInsecure = "http".equalsIgnoreCase(url.getScheme());
        if (!isInsecure && !"https".equalsIgnoreCase(url.getScheme())) {
            return invalid(text, "a URL that begins with https://");
        }
        if (url.getRawUserInfo() != null
                || url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            faults.secretError(
                    "InvalidURL", text.at(), "url: has user info (expected: none; a client certificate says who asks)");
            return Optional.empty();
        }
        if (url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
            return invalid(text, "a host name or address, and a port from 1 to 65535 or none");
        }
        if (url.getRawFragment() != null) {
            return invalid(text, "a URL without a fragment");
        }
        if (isInsecure && !allowInsecure) {
            faults.error(
                    "InsecureURL",
                    text.at(),
                    "url: %s (expected: https://, or allowInsecureURL: true)".formatted(Shown.value(text.value())));
            return Optional.empty();
        }
        return Optional.of(url);
    }

    private Optional<URI> invalid(ScalarText text, String expected) {
        String shown = "url: %s (expected: %s)".formatted(Shown.value(text.value()), expected);
        if (text.value().contains("@")) {
            faults.secretError("InvalidURL", text.at(), "url: cannot be shown (expected: %s)".formatted(expected));
        } else {
            faults.error("InvalidURL", text.at(), shown);
        }
        return Optional.empty();
    }
}

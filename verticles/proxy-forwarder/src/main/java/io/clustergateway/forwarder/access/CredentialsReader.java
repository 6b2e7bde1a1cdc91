package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.ClientChain;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Credentials;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what a client showed; believes nothing. */
public final class CredentialsReader {
    private CredentialsReader() {}

    /**
     * The credentials of one request. Without a certificate no header can be believed, so none is collected.
     *
     * @throws Failure 401 when a token is given in a malformed way
     */
    public static Credentials read(MultiMap headers, ClientChain chain, CredentialHeaders names) {
        List<Credentials.Header> lines = chain.certificates().isEmpty() ? List.of() : lines(headers, names);
        return new Credentials(chain, BearerToken.of(headers), lines);
    }

    private static List<Credentials.Header> lines(MultiMap headers, CredentialHeaders names) {
        List<Credentials.Header> lines = new ArrayList<>();
        for (Map.Entry<String, String> line : headers) {
            if (names.names(line.getKey().toLowerCase(Locale.ROOT))) {
                lines.add(new Credentials.Header(line.getKey(), line.getValue()));
            }
        }
        return lines;
    }
}

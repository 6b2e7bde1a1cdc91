package io.clustergateway.rules;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The server that an external rule asks.
 *
 * @param url https, or http where {@code allowInsecureURL} says so; no user info, no fragment
 * @param timeout for the whole exchange, retries included
 * @param caFile PEM by which the server is verified; the system's roots without it
 * @param clientCertificate PEM file shown to the server, leaf first
 * @param clientKey PEM file of its key; present exactly when the certificate is
 * @param maxTtl most that an answer is used, however long it says it holds
 */
public record ExternalExchanger(
        URI url,
        Duration timeout,
        Optional<String> caFile,
        Optional<String> clientCertificate,
        Optional<String> clientKey,
        Duration maxTtl) {}

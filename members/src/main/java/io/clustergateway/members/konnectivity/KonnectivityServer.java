package io.clustergateway.members.konnectivity;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The hub's konnectivity proxy server; the operator's own, so no guard looks at its address.
 *
 * @param port 1 to 65535
 * @param ca PEM file that vouches for the server; empty for the system's roots
 * @param certificate PEM file shown to the server; comes with {@code key} or not at all
 */
public record KonnectivityServer(
        String host, int port, Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {}

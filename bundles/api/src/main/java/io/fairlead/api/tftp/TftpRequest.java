// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.tftp;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A read request as the client sent it.
 *
 * @param client its address and transfer id
 * @param server the address and port that were asked
 * @param file the name after the server's rules (slashes, case, remapping): always starting with a slash
 * @param requested the name as it was sent, for nothing but logs
 * @param netascii whether lines are converted on the way
 * @param options asked for, RFC 2347; names in lower case
 */
public record TftpRequest(
        InetSocketAddress client,
        InetSocketAddress server,
        String file,
        String requested,
        boolean netascii,
        Map<String, String> options) {
    public TftpRequest {
        options = Map.copyOf(options);
    }
}

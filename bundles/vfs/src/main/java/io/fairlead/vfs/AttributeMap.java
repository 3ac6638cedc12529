// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Attributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Attributes as {@code FileContent.getAttributes} shows them; times are {@link java.time.Instant}s. */
final class AttributeMap {
    private AttributeMap() {}

    static Map<String, Object> of(Attributes attributes, Optional<Attributes> link) {
        Map<String, Object> map = new TreeMap<>();
        map.put("created", attributes.created());
        map.put("modified", attributes.modified());
        map.put("accessed", attributes.accessed());
        map.put("dos.flags", attributes.dosFlags());
        attributes.posix().ifPresent(posix -> {
            map.put("unix.mode", posix.mode());
            map.put("unix.owner", posix.owner());
            map.put("unix.group", posix.group());
        });
        link.flatMap(Attributes::target).ifPresent(target -> map.put("link.target", target));
        return map;
    }
}

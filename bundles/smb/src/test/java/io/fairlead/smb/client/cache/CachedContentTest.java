// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CachedContentTest {
    private static final int MOST = 100;

    private int taken;

    private final CachedContent content = new CachedContent(new CacheRoom() {
        @Override
        public boolean take(int bytes) {
            boolean fits = taken + bytes <= MOST;
            taken += fits ? bytes : 0;
            return fits;
        }

        @Override
        public void give(int bytes) {
            taken -= bytes;
        }
    });

    private void put(long offset, String text) {
        content.put(offset, ByteBuffer.wrap(text.getBytes()));
    }

    private String get(long position, int most) {
        ByteBuffer known = content.get(position, most);
        if (known == null) {
            return null;
        }
        byte[] bytes = new byte[known.remaining()];
        known.get(bytes);
        return new String(bytes);
    }

    @Test
    void givesWhatItWasGiven() {
        put(10, "abcdef");
        assertThat(get(10, 100)).isEqualTo("abcdef");
        assertThat(get(12, 2)).isEqualTo("cd");
        assertThat(get(9, 100)).isNull();
        assertThat(get(16, 100)).isNull();
        put(16, "gh");
        assertThat(get(15, 100)).isEqualTo("f");
        assertThat(get(16, 100)).isEqualTo("gh");
    }

    @Test
    void keepsACopy() {
        byte[] bytes = "abc".getBytes();
        ByteBuffer given = ByteBuffer.wrap(bytes);
        content.put(0, given);
        bytes[0] = 'x';
        assertThat(given.remaining()).isEqualTo(3);
        assertThat(get(0, 3)).isEqualTo("abc");
        assertThat(content.get(0, 3).isReadOnly()).isTrue();
    }

    @Test
    void takesWhatIsKnownOnce() {
        put(0, "abcdef");
        put(2, "cd");
        put(0, "abcdef");
        assertThat(taken).isEqualTo(6);
        put(0, "abcdefgh");
        assertThat(taken).isEqualTo(8);
        assertThat(get(0, 100)).isEqualTo("abcdefgh");
    }

    @Test
    void givesBackWhatItTook() {
        put(0, "abc");
        put(50, "def");
        put(60, "x".repeat(MOST));
        assertThat(taken).isEqualTo(6);
        assertThat(get(60, 1)).isNull();
        assertThat(content.clear()).isTrue();
        assertThat(content.clear()).isFalse();
        assertThat(taken).isZero();
        put(0, "abc");
        content.drop();
        put(0, "abc");
        assertThat(get(0, 3)).isNull();
        assertThat(taken).isZero();
    }
}

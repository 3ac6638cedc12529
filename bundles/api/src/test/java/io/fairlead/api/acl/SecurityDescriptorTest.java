// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecurityDescriptorTest {
    private static final Sid ALICE = Sid.parse("S-1-5-21-1-2-3-1001");

    private static final SecurityDescriptor SAMPLE = new SecurityDescriptor(
            SecurityDescriptor.SELF_RELATIVE
                    | SecurityDescriptor.DACL_PRESENT
                    | SecurityDescriptor.SACL_PRESENT
                    | SecurityDescriptor.DACL_PROTECTED,
            ALICE,
            Sid.USERS,
            Acl.of(new Ace(Ace.AUDIT, 0xc0, 0x1f01ff, Sid.EVERYONE, "")),
            Acl.of(
                    Ace.deny(Sid.ANONYMOUS, 0x2, 0),
                    Ace.allow(ALICE, 0x1200a9, Ace.OBJECT_INHERIT | Ace.CONTAINER_INHERIT)));

    /** By hand, from [MS-DTYP] 2.4.6, 2.4.5, 2.4.4.2 and 2.4.2.2. */
    private static final byte[] BYTES = HexFormat.of()
            .parseHex(("01001490 70000000 8c000000 14000000 30000000"
                            + "02001c00 01000000 02c01400 ff011f00 01010000 00000001 00000000"
                            + "02004000 02000000 01001400 02000000 01010000 00000005 07000000"
                            + "00032400 a9001200 01050000 00000005 15000000 01000000 02000000 03000000 e9030000"
                            + "01050000 00000005 15000000 01000000 02000000 03000000 e9030000"
                            + "01020000 00000005 20000000 21020000")
                    .replace(" ", ""));

    @Test
    void isTheBytesOfTheSpecification() throws Exception {
        assertThat(SAMPLE.encode()).isEqualTo(BYTES);
        assertThat(SecurityDescriptor.decode(BYTES)).isEqualTo(SAMPLE);
    }

    @Test
    void tellsNoListFromAnEmptyOne() throws Exception {
        SecurityDescriptor open = SecurityDescriptor.of(ALICE, null, null);
        SecurityDescriptor closed = SecurityDescriptor.of(ALICE, null, Acl.of());
        assertThat(SecurityDescriptor.decode(open.encode())).isEqualTo(open);
        assertThat(SecurityDescriptor.decode(closed.encode())).isEqualTo(closed).isNotEqualTo(open);
    }

    @Test
    void keepsAConditionAsItCame() throws Exception {
        Ace conditional = new Ace(Ace.ALLOWED_CALLBACK, 0, 1, Sid.EVERYONE, "61727478");
        SecurityDescriptor descriptor = SecurityDescriptor.of(null, null, Acl.of(conditional));
        assertThat(SecurityDescriptor.decode(descriptor.encode())).isEqualTo(descriptor);
    }

    @Test
    void tellsOnlyWhatIsAskedFor() {
        assertThat(SAMPLE.only(SecurityDescriptor.OWNER))
                .isEqualTo(new SecurityDescriptor(SecurityDescriptor.SELF_RELATIVE, ALICE, null, null, null));
        assertThat(SAMPLE.only(SecurityDescriptor.DACL).dacl()).isEqualTo(SAMPLE.dacl());
        assertThat(SAMPLE.only(SecurityDescriptor.DACL).has(SecurityDescriptor.SACL_PRESENT))
                .isFalse();
        assertThat(SAMPLE.only(0).encode()).hasSize(20);
    }

    @Test
    void changesOnlyTheNamedParts() {
        SecurityDescriptor other = SecurityDescriptor.of(Sid.SYSTEM, Sid.EVERYONE, Acl.of());
        assertThat(SAMPLE.with(other, SecurityDescriptor.OWNER).owner()).isEqualTo(Sid.SYSTEM);
        assertThat(SAMPLE.with(other, SecurityDescriptor.OWNER).dacl()).isEqualTo(SAMPLE.dacl());
        SecurityDescriptor closed = SAMPLE.with(other, SecurityDescriptor.DACL);
        assertThat(closed.dacl()).isEqualTo(Acl.of());
        assertThat(closed.owner()).isEqualTo(ALICE);
        assertThat(closed.has(SecurityDescriptor.DACL_PROTECTED)).isFalse();
        assertThat(closed.sacl()).isEqualTo(SAMPLE.sacl());
        SecurityDescriptor nothing = new SecurityDescriptor(SecurityDescriptor.SELF_RELATIVE, null, null, null, null);
        SecurityDescriptor open = SAMPLE.with(nothing, SecurityDescriptor.OWNER | SecurityDescriptor.DACL);
        assertThat(open.owner()).isEqualTo(ALICE);
        assertThat(open.dacl()).isNull();
        assertThat(open.has(SecurityDescriptor.DACL_PRESENT)).isTrue();
    }

    @Test
    void spellsOutGenericRights() {
        SecurityDescriptor generic = SecurityDescriptor.of(
                ALICE, null, Acl.of(Ace.allow(ALICE, 0x80000000, 0), Ace.allow(ALICE, 0x10000000, Ace.INHERIT_ONLY)));
        Acl set = SAMPLE.with(generic, SecurityDescriptor.DACL).dacl();
        assertThat(set.entries().get(0).mask()).isEqualTo(0x120089);
        assertThat(set.entries().get(1).mask()).isEqualTo(0x10000000); // spelled out by who inherits it
    }

    @Test
    void isInheritedOnlyIfThatIsAskedFor() {
        int inherited = SecurityDescriptor.DACL_AUTO_INHERITED;
        int required = SecurityDescriptor.DACL_AUTO_INHERIT_REQUIRED;
        for (int bits : new int[] {0, inherited, required, inherited | required}) {
            SecurityDescriptor given =
                    new SecurityDescriptor(SecurityDescriptor.DACL_PRESENT | bits, null, null, null, Acl.of());
            SecurityDescriptor set = SAMPLE.with(given, SecurityDescriptor.DACL);
            assertThat(set.has(inherited)).isEqualTo(bits == (inherited | required));
            assertThat(set.has(required)).isFalse();
        }
    }

    @Test
    void refusesWhatIsNone() {
        refused(new byte[0]);
        refused(new byte[19]);
        refused(new byte[SecurityDescriptor.LARGEST_BYTES + 1]);
        refused(changed(0, 2)); // revision
        refused(changed(3, 0)); // not self-relative
        refused(changed(4, 19)); // owner in the header
        refused(changed(5, 0x7f)); // owner beyond the end
        refused(changed(7, 0x80)); // owner at a negative offset
        refused(changed(0x14, 1)); // revision of a list
        refused(changed(0x16, 200)); // a list beyond the end
        refused(changed(0x18, 200)); // more entries than fit
        refused(changed(0x1c, 5)); // an entry about an object of a directory
        refused(changed(0x1e, 21)); // size not of four
        refused(changed(0x1e, 4)); // size less than its header
        refused(changed(0x25, 16)); // a SID of 16 parts
        refused(Arrays.copyOf(BYTES, BYTES.length - 1));
    }

    private static byte[] changed(int at, int to) {
        byte[] bytes = BYTES.clone();
        bytes[at] = (byte) to;
        return bytes;
    }

    private static void refused(byte[] bytes) {
        assertThatExceptionOfType(InvalidDescriptorException.class).isThrownBy(() -> SecurityDescriptor.decode(bytes));
    }

    @Test
    void staysInBoundsWhateverComes() {
        Random random = new Random(20);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = BYTES.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
            try {
                SecurityDescriptor read = SecurityDescriptor.decode(cut);
                assertThat(SecurityDescriptor.decode(read.encode()).dacl()).isEqualTo(read.dacl());
            } catch (InvalidDescriptorException e) {
                // as it should be
            } catch (RuntimeException e) {
                fail(HexFormat.of().formatHex(cut), e);
            }
        }
    }

    @Test
    void namesAreSidsOfTheirOwn() {
        assertThat(Sid.ofAccount("alice")).hasToString("S-1-5-21-3669827000-3545936177-103239521-62887");
        assertThat(Sid.ofAccount("Alice")).isEqualTo(Sid.ofAccount("alice")).isNotEqualTo(Sid.ofGroup("alice"));
        assertThat(Sid.parse(Sid.ofGroup("staff").toString())).isEqualTo(Sid.ofGroup("staff"));
    }
}

package io.github.bpf4j.object.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bpf4j.object.CType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BtfFunctionsTest {
  private static BtfWriter typesOfAllKinds() {
    var btf = new BtfWriter(ByteOrder.nativeOrder());
    int number = btf.integer(CType.U32);
    int pointer = btf.pointer(number);
    int array = btf.array(number, number, 3);
    btf.struct("pair", 8, List.of(new BtfWriter.Member("a", number, 0)));
    btf.enumerated("choice", List.of("ONE", "TWO"));
    int prototype = btf.prototype(number, List.of(new BtfWriter.Parameter("p", pointer)));
    btf.function("first", prototype, BtfWriter.Linkage.STATIC);
    int variable = btf.variable("second", array);
    btf.section(".data", 12, List.of(new BtfWriter.Placed(variable, 0, 12)));
    btf.function("second", prototype, BtfWriter.Linkage.GLOBAL);
    return btf;
  }

  @Test
  void functionsAreFoundAmongOtherTypes() {
    var found = BtfFunctions.find(typesOfAllKinds().bytes(), Set.of("first", "second", "third"));
    assertThat(found).isEqualTo(Map.of("first", 7, "second", 10));
  }

  @Test
  void whatComesAfterAKindThatIsNotKnownCannotBeFound() {
    byte[] btf = typesOfAllKinds().bytes();
    // the kind of the first type, behind the header and the type's name
    btf[24 + 4 + 3] = 31;
    assertThatThrownBy(() -> BtfFunctions.find(btf, Set.of("first")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no kind of BTF type is 31");
  }
}

package dev.countersign.rules;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import java.util.Optional;

/** Tells the type checker of the three structs. */
final class FacetTypes implements CelTypeProvider {

  @Override
  public ImmutableCollection<CelType> types() {
    return FacetType.ALL.stream()
        .<CelType>map(FacetType::type)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return FacetType.named(name).map(FacetType::type);
  }
}

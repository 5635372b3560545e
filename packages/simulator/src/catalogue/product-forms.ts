import type { Product } from './products.ts'

/** As an account's own list shows it: ids are texts. */
export const ownProduct = (product: Product): object => {
  const { code, brand, shortName, minAmount, maxAmount, fixedAmount, pinLess } = product
  const { ownBrandId: brandId, name: brandName } = brand
  return { id: ownId(product), name: shortName, code, brandId, brandName, minAmount, maxAmount, fixedAmount, pinLess }
}

/** As the list of a category shows it: ids are numbers. */
export const categoryProduct = ({ category, brand, ...product }: Product): object => ({
  name: product.name,
  shortName: product.shortName,
  code: product.code,
  minAmount: product.minAmount,
  maxAmount: product.maxAmount,
  imageUrl: imageOf(brand.name),
  status: 1,
  id: product.id,
  categoryId: category.id,
  categoryName: category.name,
  brandId: brand.productBrandId,
  brandName: brand.name,
  fixedAmount: product.fixedAmount,
  pinLess: product.pinLess,
})

export const imageOf = (brandName: string): string =>
  `https://pagamio-assets.ams3.digitaloceanspaces.com/brands/${brandName.toLowerCase()}.png`

/** Six capitals and digits, the same each time. */
const ownId = ({ id }: Product): string => (id * 78_125).toString(36).toUpperCase().slice(-6).padStart(6, 'T')
